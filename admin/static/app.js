// Everything works without this file. With it, pages keep themselves up to date.
"use strict";

(() => {
  const topics = document.body.dataset.topics;
  let asking = false, again = false, late;

  // On a narrow screen the tab of this page may lie outside what its row shows.
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // A field holds something that was not there when the page came: it would be lost.
  function changed(field) {
    if (field.closest("[popover]:not(:popover-open), dialog:not([open])")) return false; // given up
    if (field.matches("select")) {
      const options = [...field.options], given = options.findLast((o) => o.defaultSelected) ?? options[0];
      return options.some((o) => o.selected !== (field.multiple ? o.defaultSelected : o === given));
    }
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked; // a file that was chosen is a value
  }

  // A region stays as it is while somebody types, chooses or drags in it, and until what was
  // typed or chosen there is sent or taken back.
  function busy(region) {
    const at = document.activeElement;
    return region.contains(at) && at.matches("input, textarea, select")
      || region.querySelector(":popover-open, dialog[open], .dragging, details[data-hold][open], :active") // a press is lost with what it began on
      || [...region.querySelectorAll("input, textarea, select")].some(changed);
  }

  // What could not be put in place is asked for again as soon as one of these regions is free.
  function wait(regions) {
    clearTimeout(late);
    if (!regions.length) return;
    late = setTimeout(() => regions.every((r) => r.isConnected && busy(r)) ? wait(regions) : renew(), 2000);
  }

  // What tells one press from another is new in each page, and no change.
  const content = (region) => region.outerHTML.replace(/(name="once" value=")[^"]*/g, "$1");

  function replace(region, fresh) {
    for (const shown of region.querySelectorAll("img[data-every]")) { // an older one is no change
      fresh.querySelector(`#${shown.id}`)?.setAttribute("src", shown.getAttribute("src"));
    }
    if (content(region) === content(fresh)) return;
    const at = region.contains(document.activeElement) && document.activeElement;
    const open = [...region.querySelectorAll("details[id][open]")].map((d) => d.id);
    const places = [region, ...region.querySelectorAll("[data-scroll]")].filter((e) => e.id)
      .map((e) => [e.id, e.scrollTop, e.scrollLeft, e.scrollHeight - e.scrollTop - e.clientHeight < 40]);
    region.replaceWith(fresh);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, top, left, end] of places) {
      const e = document.getElementById(id);
      if (!e) continue;
      e.scrollLeft = left;
      e.scrollTop = end && e.dataset.scroll === "end" ? e.scrollHeight : top;
    }
    if (at) {
      const same = at.id ? document.getElementById(at.id)
        : at.getAttribute("href") && fresh.querySelector(`a[href="${CSS.escape(at.getAttribute("href"))}"]`);
      same?.focus({ preventScroll: true });
    }
    fresh.dispatchEvent(new CustomEvent("renewed", { bubbles: true }));
  }

  // The page itself is asked for again, and its marked regions are put in place.
  async function renew() {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
      if (answer.redirected) { location.reload(); return; }
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const waits = [];
      for (const region of document.querySelectorAll("[data-live]")) {
        const fresh = page.getElementById(region.id);
        if (!fresh) continue;
        if (busy(region)) waits.push(region); else replace(region, document.adoptNode(fresh));
      }
      wait(waits);
    } catch { /* offline: the stream comes back and tells again */
    } finally {
      asking = false;
      if (again) { again = false; renew(); }
    }
  }

  // A picture that is good for some seconds is asked for again while the page shows it: first the
  // page, which may have done with it. The old one stays until the new one is there.
  const perishable = () => [...document.querySelectorAll("img[data-every]")];
  async function refresh() {
    if (document.hidden || !perishable().length) return;
    await renew();
    for (const img of perishable()) img.src = img.getAttribute("src").split("?")[0] + "?at=" + Date.now();
  }
  let turn;
  async function keepFresh() {
    clearTimeout(turn);
    await refresh();
    turn = setTimeout(keepFresh, 1000 * (perishable()[0]?.dataset.every ?? 15));
  }
  turn = setTimeout(keepFresh, 1000 * (perishable()[0]?.dataset.every ?? 15));

  let stream, missed = true; // what changed between the page's making and its listening
  function listen() {
    stream = new EventSource("/live?topics=" + encodeURIComponent(topics));
    stream.onopen = () => { if (missed) renew(); missed = false; };
    stream.onmessage = renew;
    stream.onerror = () => {
      missed = true;
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => { if (!document.hidden) { renew(); listen(); } }, 5000);
    };
    stream.addEventListener("over", () => { stream.close(); location.reload(); });
  }
  // A browser keeps few connections to one address: pages that nobody sees give theirs up.
  if (topics) {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) stream?.close(); else { renew(); listen(); keepFresh(); }
    });
    addEventListener("pagehide", () => stream?.close());
    if (!document.hidden) listen();
  }

  // One press is one act. What fetches a file leaves the page standing, and may be pressed again.
  document.addEventListener("submit", (e) => {
    if (e.target.method !== "post" || e.defaultPrevented || "again" in e.target.dataset) return;
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = "1";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // Menus close when something else is pressed; a choice that sends its form does so at once.
  document.addEventListener("click", (e) => {
    for (const menu of document.querySelectorAll("details.account[open], details.beyond[open]")) {
      if (!menu.contains(e.target)) menu.removeAttribute("open");
    }
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.account[open], details.beyond[open]")) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("change", (e) => {
    if (e.target.matches("[data-send]")) e.target.form.requestSubmit();
  });
  for (const end of document.querySelectorAll('[data-scroll="end"]')) end.scrollTop = end.scrollHeight;
})();
