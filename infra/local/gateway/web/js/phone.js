// One phone on the table: whose it is, its thread, and what can be done with it.
import { clone, el, onLanguage, remember, t } from './text.js';
import { bubble, kindWord } from './bubble.js';
import { composer } from './composer.js';
import { dayKey, dayName, now, onTick, time } from './sky.js';
import * as api from './api.js';

const typingAtMost = 6000;

export class Phone {
  constructor(contact, table) {
    this.contact = contact;
    this.table = table;
    this.messages = new Map();
    this.rows = new Map();
    this.root = clone('t-phone');
    this.find = (selector) => this.root.querySelector(selector);
    this.thread = this.find('.thread');
    this.list = this.find('.messages');
    this.composer = composer(this);
    this.find('.owner-close').addEventListener('click', () => table.putAway(this));
    this.find('.owner-name').addEventListener('change', (e) => table.exchange(this, e.target.value));
    // A phone that can be seen is being read, as one that lies open before its owner.
    this.seen = false;
    new IntersectionObserver(([e]) => { this.seen = e.isIntersecting; this.read(); }, { threshold: 0.4 }).observe(this.root);
    // The thread stays at its end, where it was left there, also when a picture arrives late or a keyboard opens.
    this.atEnd = true;
    let size = 0;
    const measure = () => this.thread.scrollHeight * 1e5 + this.thread.clientHeight;
    this.thread.addEventListener('scroll', () => { // one that comes of a new size is nobody's choice
      if (measure() === size) this.atEnd = this.thread.scrollHeight - this.thread.scrollTop - this.thread.clientHeight < 80;
    });
    const settle = new ResizeObserver(() => { size = measure(); if (this.atEnd) this.thread.scrollTop = this.thread.scrollHeight; });
    settle.observe(this.thread);
    settle.observe(this.list);
    document.addEventListener('visibilitychange', () => this.read());
    onLanguage(() => this.relabel());
    let today = dayKey(now());
    onTick((time) => {
      this.find('.bar-time').textContent = time;
      if (dayKey(now()) === today) return;
      today = dayKey(now());
      this.draw(); // yesterday's "today" has another name now
    });
    this.find('.bar-time').textContent = time(now());
    this.relabel();
  }

  get chat() { return this.contact.chat; }
  last() { return [...this.messages.values()].at(-1); }
  get unread() { return [...this.messages.values()].filter((m) => !m.mine && m.ticks !== 'read').length; }

  relabel() {
    const { role, name } = this.contact;
    this.root.dataset.role = role;
    this.root.setAttribute('aria-label', name);
    const key = role[0].toUpperCase() + role.slice(1);
    this.find('.avatar').textContent = [...name.replace(/^\+/, '')][0] ?? '?';
    this.find('.owner-role').textContent = this.contact.subtitle || t('role' + key);
    this.find('.hello strong').textContent = t('hello' + key);
    this.find('.hello p').textContent = t(`hello${key}Text`);
    this.find('.presence').textContent = t(this.root.classList.contains('typing') ? 'typing' : 'online');
    this.choices();
    this.draw();
    this.composer.chips();
  }

  // choices lists everybody whose phone this could be.
  choices() {
    const select = this.find('.owner-name');
    select.replaceChildren(...['customer', 'pro', 'admin'].flatMap((role) => {
      const people = this.table.contacts.filter((c) => c.role === role);
      return people.length ? [el('optgroup', { label: t(role) }, ...people.map((c) =>
        el('option', { value: c.chat, selected: c.chat === this.chat, disabled: c.chat !== this.chat && this.table.shows(c.chat) }, c.name)))] : [];
    }));
  }

  async load() {
    this.messages = new Map((await api.listMessages(this.chat)).map((m) => [m.id, m]));
    this.draw();
    this.composer.chips();
    this.read();
  }

  draw() {
    this.list.replaceChildren();
    this.rows.clear();
    for (const m of this.messages.values()) this.place(m);
    this.find('.hello').hidden = this.messages.size > 0;
    this.toEnd();
  }

  // upsert shows a message that is new, or changes the one with its id.
  upsert(m) {
    const old = this.messages.get(m.id);
    this.messages.set(m.id, m);
    this.place(m);
    this.find('.hello').hidden = true;
    if (m.mine && m.ticks === 'delivered' && old?.ticks !== 'delivered' && this.last() === m) this.typing(typingAtMost);
    if (!m.mine && !old) {
      this.typing(0);
      this.composer.chips();
      this.read();
    }
    if (!old && (m.mine || this.atEnd)) this.toEnd();
  }

  place(m) {
    const row = bubble(m, this.handlers());
    const old = this.rows.get(m.id);
    this.rows.set(m.id, row);
    if (old) return old.replaceWith(row);
    const date = new Date(m.at);
    const key = dayKey(date);
    if (this.list.dataset.day !== key || !this.list.firstChild) {
      this.list.append(el('div', { class: 'day' }, el('span', {}, dayName(date))));
      this.list.dataset.day = key;
    }
    const previous = this.list.lastElementChild;
    if (previous?.classList.contains(m.mine ? 'mine' : 'theirs')) row.classList.add('next');
    row.classList.add('new');
    return this.list.append(row);
  }

  handlers() {
    return {
      reply: (m) => this.composer.quote(m),
      edit: (m) => this.composer.edit(m),
      press: (m, b) => this.send({ press: { message: m.id, button: b.id } }, { kind: 'press', text: b.text }),
      retry: (m) => { this.drop(m.id); this.send(m.out, m.look); },
    };
  }

  drop(id) {
    this.rows.get(id)?.remove();
    this.rows.delete(id);
    this.messages.delete(id);
  }

  // send shows the message at once and lets the server's version take its place.
  async send(out, look = {}) {
    const quote = out.quote && this.messages.get(out.quote);
    const draft = { id: 'draft-' + Math.random(), mine: true, kind: 'text', text: out.text ?? '', ticks: 'waiting', at: now().toISOString(), out, look, ...look,
      quote: quote && { mine: quote.mine, text: quote.text || t(kindWord(quote.kind)), kind: quote.kind } };
    if (!out.edit) this.upsert(draft);
    try {
      const m = await api.send(this.chat, out);
      const known = this.messages.get(m.id); // the stream may have been faster, and further
      const row = this.rows.get(draft.id);
      this.messages.delete(draft.id);
      this.rows.delete(draft.id);
      if (known) row?.remove();
      else if (row) this.rows.set(m.id, row);
      if (!known || out.edit) this.upsert(m);
    } catch (e) {
      if (out.edit) return this.table.say(t('problem') + ': ' + e.message);
      this.upsert({ ...draft, ticks: 'failed' });
    }
    return undefined;
  }

  typing(ms) {
    clearTimeout(this.typingTimer);
    const on = ms > 0;
    this.find('.dots').hidden = !on;
    this.find('.presence').textContent = t(on ? 'typing' : 'online');
    this.root.classList.toggle('typing', on);
    if (!on) return;
    if (this.atEnd) this.toEnd();
    this.typingTimer = setTimeout(() => this.typing(0), ms);
  }

  // read tells the server, a moment after it is true, that what came has been seen.
  read() {
    this.table.count();
    clearTimeout(this.readTimer);
    if (!this.seen || document.hidden || !this.unread) return;
    this.readTimer = setTimeout(() => api.markRead(this.chat).catch(() => {}), 600);
  }

  toEnd() {
    this.atEnd = true;
    requestAnimationFrame(() => { this.thread.scrollTop = this.thread.scrollHeight; });
  }
}

export const rememberPhones = (phones) => remember('phones', phones.map((p) => p.chat));
