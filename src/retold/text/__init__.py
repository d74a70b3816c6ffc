"""What is true of languages and scripts, not of news."""
