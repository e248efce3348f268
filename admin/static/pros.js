// The map of a pro's form: a click puts the place where the pro starts from. The fields beside it
// say the same in degrees, and are what is sent.
"use strict";

(() => {
  const map = document.querySelector("svg.reach[data-lat]");
  if (!map) return;
  const [lat, lng] = [map.dataset.lat, map.dataset.lng].map(Number);
  const [north, east] = [111.2, 111.3 * Math.cos(lat * Math.PI / 180)]; // kilometres in a degree, as the map was drawn
  const fields = ["lat", "lng"].map((name) => document.getElementById("f-" + name));
  const here = map.querySelector(".here");

  function show(y, x) {
    here.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
    here.classList.remove("nowhere");
  }
  map.addEventListener("click", (e) => {
    const at = new DOMPoint(e.clientX, e.clientY).matrixTransform(map.getScreenCTM().inverse());
    fields[0].value = (lat - at.y / north).toFixed(4);
    fields[1].value = (lng + at.x / east).toFixed(4);
    show(at.y, at.x);
  });
  for (const field of fields) field.addEventListener("input", () => {
    const [y, x] = fields.map((f) => parseFloat(f.value));
    if (y > 29 && y < 34 && x > 33.5 && x < 36.5) show((lat - y) * north, (x - lng) * east);
  });
})();
