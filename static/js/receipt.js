// Print the receipt.

import "./keys.js";

document.getElementById("print").addEventListener("click", () => window.print());
