// The table: which phones lie on it, and the stream of what happens on them.
import { el, icon, onLanguage, lang, remembered, setLanguage, t } from './text.js';
import { Phone, rememberPhones } from './phone.js';
import { backstage } from './backstage.js';
import { carry } from './courier.js';
import { draw, setNow } from './sky.js';
import * as api from './api.js';

const mostPhones = 6;
const desk = document.querySelector('.desk');
const tabs = document.querySelector('.tabs');
const toast = document.querySelector('.toast');
const dialog = document.querySelector('#add');

const table = {
  contacts: [],
  phones: [],
  shows: (chat) => table.phones.some((p) => p.chat === chat),

  lay(contact) {
    const phone = new Phone(contact, table);
    table.phones.push(phone);
    desk.insertBefore(phone.root, adder);
    table.changed();
    return phone.load().catch(() => {});
  },

  putAway(phone) {
    table.phones = table.phones.filter((p) => p !== phone);
    phone.root.remove();
    table.changed();
  },

  exchange(phone, chat) {
    const contact = table.contacts.find((c) => c.chat === chat);
    if (!contact) return;
    phone.contact = contact;
    phone.messages = new Map();
    phone.typing(0);
    phone.relabel();
    phone.load().catch(() => {});
    table.changed();
  },

  changed() {
    rememberPhones(table.phones);
    adder.hidden = table.phones.length >= mostPhones;
    desk.dataset.count = String(table.phones.length);
    for (const [i, p] of table.phones.entries()) { p.choices(); p.root.classList.toggle('first', i === 0); }
    drawTabs();
  },

  // count shows on each tab how many messages nobody has looked at.
  count() {
    for (const [i, p] of table.phones.entries()) {
      const badge = tabs.children[i]?.querySelector('.badge');
      if (badge) { badge.textContent = p.unread; badge.hidden = !p.unread; }
    }
  },

  say(text) {
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(table.sayTimer);
    table.sayTimer = setTimeout(() => { toast.hidden = true; }, 3500);
  },
};

const adder = el('button', { type: 'button', class: 'adder', onclick: () => openAdd() }, icon('plus'), el('span', { 'data-t': 'another' }));
desk.append(adder);

function drawTabs() {
  tabs.replaceChildren(...table.phones.map((p) => el('button', { type: 'button', 'data-role': p.contact.role, onclick: () => p.root.scrollIntoView({ inline: 'center', block: 'nearest' }) },
    el('span', { class: 'avatar', 'aria-hidden': 'true' }, [...p.contact.name.replace(/^\+/, '')][0] ?? '?'), el('bdi', {}, p.contact.name), el('b', { class: 'badge', hidden: true }))),
    el('button', { type: 'button', class: 'tab-add', 'aria-label': t('another'), onclick: () => openAdd() }, icon('plus')));
  table.count();
  for (const [i, p] of table.phones.entries()) watchTab(tabs.children[i], p);
}

function watchTab(tab, phone) {
  phone.tabWatch?.disconnect();
  phone.tabWatch = new IntersectionObserver(([e]) => tab.setAttribute('aria-current', String(e.isIntersecting)), { root: desk, threshold: 0.6 });
  phone.tabWatch.observe(phone.root);
}

async function openAdd() {
  await refresh().catch(() => {});
  const people = dialog.querySelector('.people');
  people.replaceChildren(...['customer', 'pro', 'admin'].flatMap((role) => {
    const some = table.contacts.filter((c) => c.role === role && !table.shows(c.chat));
    return some.length ? [el('h3', {}, t(role)), el('div', { class: 'cards' }, ...some.map((c) => el('button', { type: 'button', 'data-role': role, onclick: () => take(c) },
      el('span', { class: 'avatar', 'aria-hidden': 'true' }, [...c.name.replace(/^\+/, '')][0] ?? '?'), el('span', {}, el('bdi', {}, c.name), el('small', { dir: 'auto' }, c.subtitle)))))] : [];
  }));
  dialog.querySelector('.sheet-error').textContent = '';
  dialog.showModal();
}

async function take(contact) {
  dialog.close();
  await table.lay(contact);
  table.phones.at(-1).root.scrollIntoView({ inline: 'center', block: 'nearest' });
}

dialog.querySelector('form').addEventListener('submit', async (e) => {
  e.preventDefault();
  const form = e.target;
  try {
    const { chat } = await api.addPhone({ chat: form.elements.number.value, name: form.elements.name.value.trim(), role: 'customer' });
    await refresh();
    form.reset();
    if (table.shows(chat)) dialog.close();
    else await take(table.contacts.find((c) => c.chat === chat));
  } catch {
    dialog.querySelector('.sheet-error').textContent = t('badNumber');
  }
});
dialog.addEventListener('click', (e) => { if (e.target === dialog) dialog.close(); });
dialog.querySelector('.sheet-close').addEventListener('click', () => dialog.close());

async function refresh() {
  table.contacts = await api.listPhones();
  for (const p of table.phones) p.choices();
}

async function reload() {
  await refresh();
  if (!table.phones.length) await firstPhones();
  else await Promise.all(table.phones.map((p) => p.load()));
}

async function firstPhones() {
  const kept = (remembered('phones') ?? []).map((chat) => table.contacts.find((c) => c.chat === chat)).filter(Boolean);
  const one = (role) => table.contacts.find((c) => c.role === role);
  const first = kept.length ? kept.slice(0, mostPhones) : [one('customer'), one('pro')].filter(Boolean);
  await Promise.all(first.map((c) => table.lay(c)));
}

let lost = false;
api.watch((e) => {
  const phone = e.chat && table.phones.find((p) => p.chat === e.chat);
  switch (e.type) {
    case 'hello':
      setNow(e.now);
      document.body.classList.toggle('controlled', Boolean(e.control));
      if (lost) table.say(t('back'));
      lost = false;
      reload().catch(() => {});
      if (e.control) stage.refresh();
      break;
    case 'clock': setNow(e.now); break;
    case 'message': phone?.upsert(e.message); carry(phone, e.message); break;
    case 'typing': phone?.typing(e.ms + 500); break;
    case 'phones': refresh().catch(() => {}); break;
    case 'reset': table.say(t('cleared')); reload().catch(() => {}); stage.refresh(); break;
    case 'lost': if (!lost) table.say(t('offline')); lost = true; break;
  }
});

const stage = backstage(table);
document.querySelector('.language').addEventListener('click', () => setLanguage(lang() === 'he' ? 'en' : 'he'));
onLanguage(() => {
  const button = document.querySelector('.language');
  button.textContent = t('other');
  button.lang = lang() === 'he' ? 'en' : 'he';
  drawTabs();
  draw();
});
setLanguage(lang());
