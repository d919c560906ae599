import { openOutbox } from "/static/js/outbox.js";

const line = document.querySelector("[data-outbox]");
const place = document.querySelector("[data-bus]");
const outbox = await openOutbox({ sync: line.dataset.sync, owner: line.dataset.owner });
const { roster } = await (await fetch(place.dataset.bus)).json();
for (const name of roster) {
  for (const value of ["上车", "未到"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "weui-btn weui-btn_default";
    button.textContent = `${name} ${value}`;
    button.addEventListener("click", () => outbox.put("bus.count", { seat: name, value }));
    place.append(button);
  }
}
