// The change stays to be read for a while, then the map comes back by itself.

import "./keys.js";

const STAY = 5000; // milliseconds

window.setTimeout(() => document.getElementById("back").click(), STAY);
