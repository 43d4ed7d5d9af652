const opened = () => new URL(location.href).searchParams.get("session");
let shown = opened();
// The same interview in another tab of this browser: a turn taken there is shown here too, and a draft is kept.
const otherTabs = new BroadcastChannel("greenroom");
otherTabs.onmessage = ({ data }) => {
  if (data !== opened()) return;
  window.greenroom.keepDraft(data);
  location.reload();
};

window.greenroom = {
  // The address carries the session, so that a reload or a bookmark comes back to it.
  opened(id) {
    const address = new URL(location.href);
    const begun = id && !opened() && !address.searchParams.has("drill");
    shown = id || null;
    address.searchParams.delete("practise");
    if (id) {
      address.searchParams.set("session", id);
      for (const name of ["drill", "on"]) address.searchParams.delete(name);  // it has begun
    }
    else address.searchParams.delete("session");
    if (address.href === location.href) return;
    if (begun) history.pushState({}, "", address);  // the browser's Back leads out of an interview
    else history.replaceState(null, "", address);
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
  // What the answer being given had taken when this page was left: how many turns there were, and seconds.
  counted() {
    return sessionStorage.getItem(`greenroom-counted-${opened()}`) ?? "";
  },
  taken(id) {
    window.greenroom.keepDraft(id);
    otherTabs.postMessage(id);
    window.greenroom.focus();
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
      const report = document.querySelector("#report iframe");
      if (report) {
        window.scrollTo({ top: 0 });
        window.greenroom.read(report);
      } else document.querySelector("#box textarea")?.focus({ preventScroll: true });
    }, 60);
  },
  forgetDrafts() {
    for (const key of Object.keys(localStorage)) if (/^greenroom-(draft|edit)-/.test(key)) localStorage.removeItem(key);
  },
  // Into a report's frame: to its verdict, or to the frame until it is there.
  read(frame) {
    (frame.contentDocument?.getElementById("verdict") ?? frame).focus({ preventScroll: true });
  },
  // A file from the server, as "name\ntype\nbase64", into the browser's own downloads: no copy stays on its disk.
  save(file) {
    const [name, type, data] = file.split("\n");
    if (!data) return;
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  },
  // After grading: to the table, or to the one report.
  results() {
    setTimeout(() => {
      const shown = document.querySelector("#summary h2, #grade iframe");
      if (shown) document.querySelector("#results").scrollIntoView();
    }, 60);
  },
};

addEventListener("input", (event) => {
  const id = opened();
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
  report.addEventListener("click", (click) => {  // a link out of the frame, which may lead nowhere by itself
    const drill = click.target.closest("a[data-drill]")?.dataset.drill;
    if (!drill) return;
    click.preventDefault();
    location.assign(`./?${drill}`);
  });
  if (document.activeElement === frame) window.greenroom.read(frame);
}, true);

// Links within the app (?read=…, ?practise=…) are followed in place, so that an interview or a report stays as it is.
// With an open interview a new question starts from a fresh page; the interview is offered there again.
const LINKS = 'a[href^="?read="], a[href^="?practise="]';
// Gradio keeps a hidden copy of the tabs to measure them, and puts those that find no room into a menu.
const tabs = () => [...document.querySelectorAll("#pages > .tab-wrapper > :not(.visually-hidden) button:not([aria-label])")];
const openTab = () => tabs().find((tab) => tab.classList.contains("selected"))?.textContent.trim();
const follow = (query) => {
  const field = document.querySelector("#clicked textarea, #clicked input");
  field.value = `${query}&at=${Date.now()}`;  // the same link twice is followed twice
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(LINKS);
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && !link.target) {
    const wanted = new URL(link.href);
    const address = new URL(location.href);
    if (wanted.searchParams.has("practise") && address.searchParams.has("session")) return;
    event.preventDefault();
    for (const name of ["read", "collection", "practise"]) address.searchParams.delete(name);
    for (const [name, value] of wanted.searchParams) address.searchParams.set(name, value);
    history.replaceState({ ...history.state, tab: openTab() }, "");
    history.pushState({}, "", address);
    follow(wanted.search);
  } else if (event.isTrusted && tabs().includes(event.target.closest?.("button"))) leaveReading();
});
addEventListener("popstate", (event) => {
  if (opened() !== shown) return location.reload();
  const asked = new URL(location.href).searchParams;
  if (asked.has("read")) follow(location.search);
  else tabs().find((tab) => tab.textContent.trim() === event.state?.tab)?.click();
});
const leaveReading = () => {
  const address = new URL(location.href);
  for (const name of ["read", "collection", "practise"]) address.searchParams.delete(name);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
};

const slug = (heading) => heading.toLowerCase().replace(/[^\p{L}\p{N}_\s-]/gu, "").trim().replace(/\s+/g, "-");

// A section was opened: to its heading, once it is drawn.
window.greenroom.arrived = () => {
  const address = new URL(location.href).searchParams;
  const asked = address.get("read");
  if (!asked && address.has("practise")) {
    scrollTo({ top: 0 });
    document.querySelector("#start")?.focus({ preventScroll: true });
  }
  if (!asked) return;
  const look = (tries) => {
    const article = document.querySelector("#article");
    const title = article?.querySelector("h2");
    if (!title) return tries && setTimeout(look, 50, tries - 1);
    const wanted = asked.split("#").slice(1).join("#");
    const heading = [...article.querySelectorAll("h3")].find((h) => slug(h.textContent) === wanted) ?? title;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  };
  setTimeout(look, 60, 60);
};
