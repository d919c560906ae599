// The board is fetched anew every few seconds: what somebody unfolded stays open, what they are asked waits.

const board = document.getElementById("control-board");
let open = [];

board.addEventListener("htmx:beforeRequest", (event) => {
  if (document.querySelector("dialog[open]")) event.preventDefault();
});

board.addEventListener("htmx:beforeSwap", () => {
  open = [...board.querySelectorAll("details[open]")].map((one) => one.dataset.key);
});

board.addEventListener("htmx:afterSwap", () => {
  for (const one of board.querySelectorAll("details")) one.open = open.includes(one.dataset.key);
});
