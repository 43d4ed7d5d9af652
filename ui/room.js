// The interview page's own: clocks and time cues, keys, the pause of a hidden tab, and finding the server again.
(() => {
  const find = (selector) => document.querySelector(selector);
  const seen = (selector) => find(selector)?.offsetParent != null;
  const words = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const paused = () => find("nav.phases[data-paused]") != null;

  // The server writes the seconds left at the end of its last turn into data-left; they are counted down from there.
  function tick() {
    for (const clock of document.querySelectorAll("[data-left]")) {
      const drawn = `${clock.closest("nav")?.dataset.drawn} ${clock.dataset.left}`;
      if (clock.counted !== drawn) {  // the element may stay while the server draws the panel anew
        clock.counted = drawn;
        clock.startedAt = performance.now();
      }
      const passed = paused() ? 0 : (performance.now() - clock.startedAt) / 1000;
      clock.left = Math.floor(Number(clock.dataset.left) - passed);
      clock.textContent = `${words(Math.abs(clock.left))} ${clock.left < 0 ? "over" : "left"}`;
      clock.classList.toggle("late", clock.left < 0);
    }
    const cue = find("#cue [role=status]");
    const due = timeCue(find("li.now [data-left]"), find(".total [data-left]"));
    line(find("li.now .title"), find("li.now [data-left]"), find(".total [data-left]"));
    if (cue && cue.textContent !== due) cue.textContent = due;
    name();
    followTab();
    followTalk();
  }

  // A new turn, and the last one when the page is laid out anew, come into sight.
  function followTalk() {
    const log = find("#chat [role=log]");
    if (!log) return;
    if (log.turns !== turnsIn(log) || log.size !== sizeOf(log)) log.scrollTop = log.scrollHeight;
    followed(log);
  }

  const turnsIn = (log) => log.querySelectorAll(".message-row").length;
  const sizeOf = (log) => `${log.clientWidth}x${log.clientHeight}`;
  function followed(log) {
    log.turns = turnsIn(log);
    log.size = sizeOf(log);
  }

  // Who looks back is not brought forward by a turn that was there before.
  for (const moves of ["keydown", "wheel", "touchmove"]) {
    document.addEventListener(moves, ({ target }) => {
      const log = target.closest?.("#chat [role=log]");
      if (log) followed(log);
    }, { passive: true });
  }

  // On a narrow screen the phases are below the conversation; what counts of them stands above it, in one line.
  function line(title, phase, all) {
    const now = find("#now p");
    if (!now) return;
    const parts = title && phase && all ? [title.firstChild.textContent, phase.textContent] : [];
    if (parts.length && !find("nav.phases[data-drill]")) parts.push(`${all.textContent} in all`);
    const text = (paused() && parts.length ? [...parts, "paused"] : parts).join(" · ");
    if (now.textContent !== text) now.textContent = text;
  }

  const NUMBERS = ["no", "one", "two", "three", "four", "five"];
  function timeCue(phase, all) {
    if (!phase || !all || paused()) return "";
    const drill = find("nav.phases[data-drill]");
    const soon = Math.min(120, Number(phase.dataset.budget) / 3);
    const late = Math.max(1, Math.floor(Math.min(300, Number(all.dataset.budget) / 5) / 60));  // minutes
    if (all.left <= 0) return drill ? "The time is up: finish your thought." : "The time is up: sum up when you are ready.";
    if (all.left <= late * 60) return `Less than ${NUMBERS[late]} minute${late > 1 ? "s" : ""} left${drill ? "" : " in all"}.`;
    if (drill) return "";
    if (phase.left <= 0) return "The time for this phase is over; finish your thought.";
    if (phase.left <= soon) return soon < 120 ? "This phase is nearly over." : "Less than two minutes left in this phase.";
    return "";
  }

  // The seconds of the answer being given survive a reload, rounded up so that the clock never turns back; time away
  // does not count.
  addEventListener("pagehide", () => {
    const drawn = find("nav.phases:has([data-left])");
    const all = drawn?.querySelector(".total [data-left]");
    if (!opened() || all?.startedAt === undefined) return;
    const passed = paused() ? 0 : (performance.now() - all.startedAt) / 1000;
    const seconds = Math.ceil(Number(drawn.dataset.waited) + passed);
    sessionStorage.setItem(`greenroom-counted-${opened()}`, `${drawn.dataset.turns} ${seconds}`);
  });

  const KEYS = {
    F2: ["#edit", "Edit your last answer"],
    F4: ["#hint", "Ask for a hint"],
    F8: ["#next", "Go on to the next phase"],
    F9: ["#pause", "Stop the clock, or let it go on"],
  };

  function name() {
    for (const [key, [selector, does]] of Object.entries(KEYS)) {
      const button = find(selector);
      if (!button || button.title) continue;
      button.title = `${does} (${key})`;
      button.setAttribute("aria-keyshortcuts", key);
    }
    for (const selector of ["#stop", "#leave", "#keep"]) {
      const button = find(selector);
      if (button) button.setAttribute("aria-keyshortcuts", "Escape");
    }
  }

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat || !seen("#room")) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key in KEYS) {
      const button = find(KEYS[event.key][0]);
      if (!button || button.disabled || !seen(KEYS[event.key][0])) return;
      event.preventDefault();
      button.click();
    } else if (event.key === "Escape" && !event.target.closest?.("[role=listbox], [role=dialog]")) {
      const button = ["#stop", "#leave", "#keep"].find(seen);
      if (button) find(button).click();
      else find("#box textarea")?.focus();
    }
  });

  // A pause made by leaving the tab ends by coming back, also where the page was opened anew meanwhile.
  const AWAY = "greenroom-away";
  function followTab() {
    if (!seen("#pause")) return;
    const left = sessionStorage.getItem(AWAY);
    if (document.hidden && !left && !paused() && find("#pause-away input")?.checked) {
      sessionStorage.setItem(AWAY, Date.now());
      find("#pause").click();
    } else if (!document.hidden && left && (paused() || Date.now() - left > 10000)) {
      sessionStorage.removeItem(AWAY);
      if (paused()) find("#pause").click();
    }
  }
  document.addEventListener("visibilitychange", followTab);

  // Whoever goes on writing goes on with the interview.
  let asked = -Infinity;
  addEventListener("input", (event) => {
    if (!event.isTrusted || !event.target.closest?.("#box") || !paused() || performance.now() - asked < 3000) return;
    asked = performance.now();
    find("#pause")?.click();
  });

  // Asks the server now and then whether it is there. When it is back, a page with an interview is opened anew if it is
  // another process or a turn was under way: the address leads to the interview, and the draft is kept.
  const BEAT = 4000;
  let known, timer, lost = false;
  async function beat() {
    const asking = new AbortController();
    const limit = setTimeout(() => asking.abort(), BEAT);
    try {
      const answer = await fetch(new URL("gradio_api/app_id", location.origin + location.pathname), {
        signal: asking.signal, cache: "no-store",
      });
      if (answer.status >= 500) throw new Error("not up yet");
      const id = answer.ok ? (await answer.json()).app_id : known;
      if (lost) back(id !== known);
      known = id;
    } catch {
      if (!lost) say("The connection is lost. The interview is saved, and the words in the box are kept. Reconnecting …");
      lost = true;
    } finally {
      clearTimeout(limit);
    }
    later(lost ? BEAT / 4 : BEAT);
  }

  function later(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(beat, milliseconds);
  }

  function back(another) {
    lost = false;
    if (opened() && (another || find("#box textarea")?.disabled)) {
      say("Connected again. Opening your interview …");
      location.reload();
    } else say("");
  }

  function say(text) {
    let bar = find("#connection");
    if (!bar) {
      bar = document.createElement("div");
      bar.id = "connection";
      bar.setAttribute("role", "status");
      document.body.append(bar);
    }
    bar.textContent = text;
  }

  addEventListener("online", () => later(0));
  setInterval(tick, 1000);
  later(0);
})();
