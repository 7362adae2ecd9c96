// What a cook hears: two rising notes for a slip that is new, three low ones for what is to be made
// no more. A browser makes no sound before somebody has touched the page, so the button says so.

const OFF = "pos-kitchen-silent";
const NOTES = { fresh: [660, 880], back: [330, 260, 330] }; // hertz
const EACH = 0.18; // seconds
const LOUD = 0.4; // of 1

let audio = null;

/** Play the notes of `kind`: `fresh` or `back`. Silent when switched off or not yet allowed. */
export function ring(kind) {
  if (isOff() || audio?.state !== "running") return;
  NOTES[kind].forEach((pitch, place) => note(pitch, audio.currentTime + place * EACH));
}

function note(pitch, at) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(LOUD, at);
  volume.gain.linearRampToValueAtTime(0, at + EACH); // an abrupt end would click
  tone.connect(volume).connect(audio.destination);
  tone.start(at);
  tone.stop(at + EACH);
}

/** Show on the button what it stands at. */
export function dress() {
  const button = document.querySelector("#sound");
  if (!button || !("AudioContext" in window)) return;
  const isAsleep = audio?.state !== "running";
  button.hidden = false;
  button.setAttribute("aria-pressed", String(!isOff() && !isAsleep));
  button.textContent = isOff() ? "เสียงปิด" : isAsleep ? "แตะเพื่อเปิดเสียง" : "เสียงเปิด";
}

function isOff() {
  try {
    return window.localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}

function turn(off) {
  try {
    if (off) window.localStorage.setItem(OFF, "");
    else window.localStorage.removeItem(OFF);
  } catch {
    // it stays as it is
  }
}

/** Any touch lets the browser make sounds from now on. */
async function wake() {
  if (!("AudioContext" in window)) return;
  audio ??= new AudioContext();
  if (audio.state !== "running") await audio.resume();
  dress();
}

document.addEventListener("click", async ({ target }) => {
  const wasAsleep = audio?.state !== "running";
  await wake();
  if (!target.closest("#sound")) return;
  turn(!isOff() && !wasAsleep); // the first touch of it only wakes
  dress();
  ring("fresh");
});

dress();
