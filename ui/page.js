// Moves the running clocks on. The server writes the seconds at the end of its last turn into data-clock.
setInterval(() => {
  for (const clock of document.querySelectorAll("[data-clock]")) {
    if (clock.startedFrom !== clock.dataset.clock) {
      clock.startedFrom = clock.dataset.clock;
      clock.startedAt = performance.now();
    }
    const seconds = Math.floor(Number(clock.dataset.clock) + (performance.now() - clock.startedAt) / 1000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    clock.classList.toggle("late", seconds > Number(clock.dataset.budget));
  }
}, 1000);

window.greenroom = {
  // The address carries the session, so that a reload or a bookmark comes back to it.
  opened(id) {
    const address = new URL(location.href);
    if (id) address.searchParams.set("session", id);
    else address.searchParams.delete("session");
    if (address.href !== location.href) history.replaceState(null, "", address);
  },
  // What is being written survives a reload, and so does an answer that was sent but did not arrive.
  keepDraft(id) {
    const text = document.querySelector("#box textarea")?.value;
    if (text) localStorage.setItem(`greenroom-draft-${id}`, text);
    else localStorage.removeItem(`greenroom-draft-${id}`);
  },
  restoreDraft(id) {
    setTimeout(() => {
      const draft = id && localStorage.getItem(`greenroom-draft-${id}`);
      const box = document.querySelector("#box textarea");
      const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");
      const last = [...document.querySelectorAll("#chat .user.message, #chat .message.user")].pop();
      if (!draft || !box || box.value || letters(last?.textContent ?? "").includes(letters(draft))) return;
      box.value = draft;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }, 200);
  },
  // After a turn: back to the box, or to the report when the interview is over.
  focus() {
    setTimeout(() => {
      const verdict = document.querySelector("#report h2");
      if (verdict) {
        window.scrollTo({ top: 0 });
        verdict.focus({ preventScroll: true });
      } else document.querySelector("#box textarea")?.focus({ preventScroll: true });
    }, 60);
  },
  // A file made in the page: no copy of it stays on the server's disk.
  save(name, text) {
    if (!text) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  },
  forgetDrafts() {
    for (const key of Object.keys(localStorage)) if (key.startsWith("greenroom-draft-")) localStorage.removeItem(key);
  },
  // After grading: to the table, or to the one report.
  results() {
    setTimeout(() => {
      const shown = document.querySelector("#summary h2, #grade .bar");
      if (shown) document.querySelector("#results").scrollIntoView();
    }, 60);
  },
};

addEventListener("input", (event) => {
  const id = new URL(location.href).searchParams.get("session");
  if (id && event.target.closest?.("#box")) window.greenroom.keepDraft(id);
});

// A report's frame is as high as the report and as dark as the page. No script runs in it, so this is done from here.
document.addEventListener("load", (event) => {
  if (!event.target.matches?.("iframe.report-page")) return;
  const frame = event.target;
  const report = frame.contentDocument;
  const dark = document.body.classList.contains("dark");
  for (const rule of report.styleSheets[0].cssRules) {
    if (rule.media?.mediaText.includes("prefers-color-scheme")) rule.media.mediaText = dark ? "all" : "not all";
  }
  report.documentElement.style.colorScheme = dark ? "dark" : "light";
  const fit = () => { frame.style.height = `${Math.ceil(report.body.getBoundingClientRect().height) + 2}px`; };
  new ResizeObserver(fit).observe(report.body);
}, true);
