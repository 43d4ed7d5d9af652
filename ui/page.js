window.greenroom = {
  // The address carries the session, so that a reload or a bookmark comes back to it.
  opened(id) {
    const address = new URL(location.href);
    if (id) address.searchParams.set("session", id);
    else address.searchParams.delete("session");
    if (address.href !== location.href) history.replaceState(null, "", address);
  },
  // What is being written survives a reload, and so does an answer that was sent but did not arrive. An edit of the
  // last answer is kept apart from a draft of the next one: it comes back as an edit.
  keepDraft(id) {
    const text = document.querySelector("#box textarea")?.value;
    const edit = document.querySelector("#editing textarea, #editing input")?.value;
    const [key, other] = edit ? ["edit", "draft"] : ["draft", "edit"];
    if (text) localStorage.setItem(`greenroom-${key}-${id}`, text);
    else localStorage.removeItem(`greenroom-${key}-${id}`);
    if (!edit) localStorage.removeItem(`greenroom-${other}-${id}`);
  },
  restoreDraft(id) {
    setTimeout(async () => {
      const draft = id && localStorage.getItem(`greenroom-draft-${id}`);
      const edit = id && localStorage.getItem(`greenroom-edit-${id}`);
      const box = () => document.querySelector("#box textarea");
      const write = (text) => {
        box().value = text;
        box().dispatchEvent(new Event("input", { bubbles: true }));
      };
      const letters = (text) => text.replace(/[^\p{L}\p{N}]/gu, "");
      const last = [...document.querySelectorAll("#chat .user.message, #chat .message.user")].pop();
      const sent = (text) => letters(last?.textContent ?? "").includes(letters(text));
      if (box()?.disabled) await new Promise((done) => setTimeout(done, 800));
      if (!box() || box().value) return;
      if (draft && !sent(draft)) write(draft);
      if (!edit || sent(edit)) return;
      document.querySelector("#edit")?.click();
      for (let tries = 0; tries < 50 && !document.querySelector("#editing textarea, #editing input")?.value; tries++)
        await new Promise((done) => setTimeout(done, 100));
      write(edit);
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
