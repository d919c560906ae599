// Tells Tabler which mode the system wishes, before the page is drawn.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  document.documentElement.classList.add("js");
  dark.addEventListener("change", apply);
  apply();
})();
