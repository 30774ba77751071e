// Keys: `/` goes to what carries data-key="/", `?` lists them all.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) {
    return;
  }
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found) {
    return;
  }
  event.preventDefault();
  if (found.matches("input, textarea, select")) {
    found.focus();
  } else {
    found.click();
  }
});
