// Push to talk and reading aloud. Runs when the buttons appear; `element`, `props` and `server` are Gradio's.
const HELD_MS = 600; // a longer press is push to talk, a shorter one a switch
const SHORTEST_MS = 400;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const { said, longest, own } = props;
const talk = element.querySelector(".talk");
const listen = element.querySelector(".listen");
const status = element.querySelector("[role=status]");
const clock = element.querySelector("time");
const box = () => document.querySelector("#box textarea");
const session = () => new URL(location.href).searchParams.get("session") ?? "";
const tell = (text) => { status.textContent = text ?? ""; };
const pressed = (button, on, label) => {
  button.setAttribute("aria-pressed", on);
  button.textContent = label;
};
const called = async (name, sent) => {
  try {
    return await server[name]({ session: session(), ...sent });
  } catch {
    return { problem: said.offline };
  }
};

let recording = null; // { recorder, pieces, since, ticking }
let asking = false; // while the browser asks for the microphone

async function start() {
  if (asking || recording) return;
  if (!navigator.mediaDevices || !window.MediaRecorder) return tell(said.insecure);
  asking = true;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
    const kind = KINDS.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 32000 });
    const now = { recorder, pieces: [], since: performance.now(), discarded: false };
    recorder.ondataavailable = (event) => now.pieces.push(event.data);
    recorder.onstop = () => finished(now);
    recorder.onerror = () => { now.failed = true; };
    now.ticking = setInterval(() => tick(now), 250);
    recorder.start();
    recording = now;
    listen?.getAttribute("aria-pressed") === "true" && silence();
    pressed(talk, true, "Stop");
    talk.focus({ preventScroll: true });
    tick(now);
    tell(said.recording);
    called("ready");
  } catch (error) {
    tell(said[error.name] ?? said.other);
  }
  asking = false;
}

function tick(now) {
  const seconds = Math.floor((performance.now() - now.since) / 1000);
  clock.hidden = false;
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (!element.isConnected) stop({ discarded: true }); // the interview is over: the microphone must not stay open
  else if (seconds >= longest) stop({ full: true });
}

function stop(how = {}) {
  if (!recording) return;
  const now = Object.assign(recording, how, { ms: performance.now() - recording.since });
  recording = null;
  clearInterval(now.ticking);
  now.recorder.stop();
  for (const track of now.recorder.stream.getTracks()) track.stop();
  clock.hidden = true;
  pressed(talk, false, "Speak");
}

async function finished(now) {
  const taken = new Blob(now.pieces, { type: now.recorder.mimeType.split(";")[0] });
  if (recording === now) stop({ failed: true }); // the microphone was pulled out
  if (now.discarded) return tell(said.discarded);
  if (now.failed && !taken.size) return tell(said.other);
  if (now.ms < SHORTEST_MS || !taken.size) return tell(said.short);
  tell(said.hearing);
  talk.disabled = true;
  const at = session();
  const { text, problem } = await called("hear", { kind: taken.type || "audio/webm", audio: await encoded(taken) });
  talk.disabled = false;
  if (!text) return tell(problem);
  if (await written(text, at)) tell(now.full ? said.longest : said.heard);
}

function encoded(blob) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.readAsDataURL(blob);
  });
}

// After what stands in the box by now, once it is open: nothing is overwritten, nothing is sent.
async function written(text, at) {
  while (box()?.disabled) await new Promise((resolve) => setTimeout(resolve, 200));
  const field = box();
  if (!field || session() !== at) return false;
  field.value += (field.value && !/\s$/.test(field.value) ? " " : "") + text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
  return true;
}

if (talk) {
  let since = 0;
  let taken = false; // the press has started a recording, so the click that ends it must not stop it
  talk.addEventListener("pointerdown", (event) => {
    taken = event.button === 0 && !recording;
    if (!taken) return;
    since = performance.now();
    talk.setPointerCapture(event.pointerId);
    start();
  });
  talk.addEventListener("pointerup", () => {
    if (taken && performance.now() - since > HELD_MS) stop();
  });
  talk.addEventListener("click", () => {
    if (!taken) recording ? stop() : start();
    taken = false;
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop({ discarded: true });
  });
}

// Reading aloud: the server's audio, or a voice that the browser has on this machine (others send the text away).
let playing = null;
const here = () => (window.speechSynthesis?.getVoices() ?? []).filter((voice) => voice.localService);

function silence() {
  playing?.pause?.();
  if (own) window.speechSynthesis.cancel();
  playing = null;
  pressed(listen, false, "Read aloud");
}

async function read() {
  if (playing) return silence();
  const now = (playing = {});
  pressed(listen, true, "Stop reading");
  if (!own) tell(said.reading);
  const { audio, text, problem } = await called("read", {});
  if (playing !== now) return; // stopped meanwhile
  tell(problem);
  if (problem) return silence();
  const over = () => playing === sound && silence();
  const failed = () => playing === sound && (silence(), tell(said.unplayable));
  const sound = (playing = own ? new SpeechSynthesisUtterance(text) : new Audio(audio));
  if (own) {
    sound.voice = here().find((voice) => voice.lang.startsWith("en")) ?? here()[0];
    sound.onend = over;
    sound.onerror = failed;
    window.speechSynthesis.speak(sound);
  } else {
    sound.onended = over;
    sound.onerror = failed;
    sound.play().catch(failed);
  }
}

if (listen) {
  listen.addEventListener("click", read);
  const offered = () => { listen.hidden = own && !here().length; };
  offered();
  window.speechSynthesis?.addEventListener?.("voiceschanged", offered);
}
