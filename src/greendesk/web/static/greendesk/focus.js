// After a swap, focus goes where the work goes and the change is announced.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.closest("[data-quiet]")) return; // progress must not take the focus from whoever types
  const target = event.detail.target.querySelector("[data-focus], [autofocus]") || event.detail.target;
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  const live = document.getElementById("live");
  const said = event.detail.target.querySelector("[data-say]");
  if (live && said) live.textContent = said.dataset.say;
});
