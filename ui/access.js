// What Gradio's components leave out for keyboards and screen readers; tests/e2e/test_browser_access.py scans the pages.
(() => {
  const mend = () => {
    // A transcript that scrolls must be reachable with Tab, or the arrow keys cannot scroll it.
    for (const log of document.querySelectorAll('[role="log"]:not([tabindex])')) log.tabIndex = 0;
    // The label that can be seen belongs to the name of the button, and so does what the button is for.
    for (const drop of document.querySelectorAll("button.upload-container[aria-label]")) {
      const of = drop.closest(".block")?.querySelector("label, [data-testid=block-label]")?.textContent.trim();
      const name = [of, drop.innerText.replace(/\s+/g, " ").trim()].filter(Boolean).join(": ");
      if (drop.getAttribute("aria-label") !== name) drop.setAttribute("aria-label", name);
    }
  };
  // When the focused button goes away, the focus goes to what took its place and not back to the top of the page.
  let last = null;
  addEventListener("focusin", (event) => { last = event.target; });
  const keepFocus = () => {
    const lost = document.activeElement === document.body && last && last.offsetParent === null;
    const row = lost && { end: "#confirm", really: "#buttons", keep: "#buttons" }[last.id];
    if (!row) return;
    const next = [...document.querySelectorAll(`${row} :is(button, textarea):not([disabled])`)];
    next.find((element) => element.offsetParent !== null)?.focus();
  };
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; mend(); keepFocus(); });
  }).observe(document, { childList: true, subtree: true });
})();
