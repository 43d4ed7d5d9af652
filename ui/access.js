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
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; mend(); });
  }).observe(document, { childList: true, subtree: true });
})();
