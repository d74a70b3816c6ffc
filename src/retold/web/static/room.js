// What pages gain when scripts run: live progress, dropped files. Everything else works without.
"use strict";

const job = document.querySelector("[data-job]");
if (job) {
  const bar = job.querySelector("progress");
  const words = job.querySelector(".progress-words");
  const look = async () => {
    const answer = await fetch(job.dataset.job).catch(() => null);
    if (!answer || !answer.ok) { words.textContent = "no answer; is retold serve still running?"; return void setTimeout(look, 3000); }
    const now = await answer.json();
    if (now.finished || answer.redirected) return void location.reload();
    if (now.total) {
      bar.max = now.total;
      bar.value = now.done;
      words.textContent = now.done < now.total ? `${now.done} of ${now.total} articles read` : "lining up what they tell";
    }
    setTimeout(look, 500);
  };
  look();
}

const drop = document.querySelector(".drop");
if (drop) {
  const files = drop.querySelector("input[type=file]");
  const chosen = drop.querySelector("output");
  const name = () => { chosen.textContent = Array.from(files.files, (file) => file.name).slice(0, 20).join(", ") + (files.files.length > 20 ? " …" : ""); };
  files.addEventListener("change", name);
  for (const kind of ["dragenter", "dragover"]) {
    addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) { files.files = event.dataTransfer.files; name(); }
  });
}

// The marks that a reader switched off stay off from article to article.
for (const box of document.querySelectorAll(".marks input")) {
  box.checked = sessionStorage.getItem(box.id) !== "off";
  box.addEventListener("change", () => sessionStorage.setItem(box.id, box.checked ? "on" : "off"));
}
