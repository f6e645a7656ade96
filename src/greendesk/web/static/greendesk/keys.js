// "/" goes to the search field; Escape leaves it.
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-search]");
  if (!field) return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing) { event.preventDefault(); field.focus(); field.select(); }
  if (event.key === "Escape" && event.target === field) field.blur();
});
