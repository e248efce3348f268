// The board: a card can be dragged to where its buttons would move it.
"use strict";

(() => {
  let card;
  const ways = () => [...(card?.querySelectorAll("[data-to]") ?? [])].filter((w) => w.dataset.to);
  const way = (lane) => ways().find((w) => w.dataset.to === lane?.dataset.status);

  document.addEventListener("dragstart", (e) => {
    card = e.target.closest?.(".tile-card");
    if (!card) return;
    e.dataTransfer.effectAllowed = "move";
    e.dataTransfer.setData("text/plain", card.querySelector("a").href);
    card.classList.add("dragging");
    for (const lane of document.querySelectorAll(".lane")) lane.classList.toggle("may-drop", !!way(lane));
  });
  document.addEventListener("dragover", (e) => {
    const lane = e.target.closest?.(".lane");
    for (const other of document.querySelectorAll(".lane.over")) if (other !== lane) other.classList.remove("over");
    if (!way(lane)) return;
    e.preventDefault();
    lane.classList.add("over");
  });
  document.addEventListener("drop", (e) => {
    const to = way(e.target.closest?.(".lane"));
    if (!to) return;
    e.preventDefault();
    to.querySelector("form").requestSubmit();
  });
  document.addEventListener("dragend", () => {
    card?.classList.remove("dragging");
    for (const lane of document.querySelectorAll(".lane")) lane.classList.remove("may-drop", "over");
    card = null;
  });
})();
