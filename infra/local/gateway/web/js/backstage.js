// Behind the scenes: the clock's buttons, the mishaps, the jobs. All of it goes to the control service.
import { el, onLanguage, pick, t } from './text.js';
import { nextMorning, setNow } from './sky.js';
import * as api from './api.js';

const functions = ['webhook', 'triage', 'routing', 'booking', 'notify', 'timer', 'healer', 'reporter', 'reminder'];

const moves = () => [
  [pick('+10 דק׳', '+10 min'), () => ({ advance: '10m' })],
  [pick('+שעה', '+1 h'), () => ({ advance: '1h' })],
  [pick('מחר ב־08:00', 'Tomorrow 08:00'), () => ({ now: nextMorning() })],
  [pick('לעכשיו', 'Now'), () => ({ now: new Date().toISOString() })],
];

const jobs = () => [
  ['healer', pick('ריפוי תקועים', 'Heal what is stuck')], ['relay', pick('שליחת מה שנשאר', 'Relay leftovers')],
  ['agenda', pick('סדר היום לבעלי המקצוע', "Pros' agenda")], ['appointment', pick('תזכורות לתורים', 'Appointment reminders')],
  ['completion', pick('לשאול אם הסתיים', 'Completion checks')], ['reporter', pick('סיכום לניהול', 'Digest to admins')],
  ['janitor', pick('ניקיון', 'Clean up')], ['watchdog', pick('בדיקת החשבון', 'Check the account')],
];

// A switch is either a toggle (on) or a choice; null restores the default.
const mishaps = () => [
  { key: 'deliver_twice', on: true, name: pick('הכול מגיע פעמיים', 'Everything arrives twice'), why: pick('כל הודעה נמסרת בשני עותקים בו־זמנית', 'each delivery comes in two copies at once') },
  { key: 'reorder', on: true, name: pick('סדר מבולבל', 'Out of order'), why: pick('הודעות שכנות מתחלפות', 'neighbouring messages change places') },
  { key: 'delay', name: pick('עיכוב בדרך', 'Delay on the way'), choices: [[null, pick('אין', 'none')], ['2s', pick('2 שניות', '2 seconds')], ['10s', pick('10 שניות', '10 seconds')]] },
  { key: 'drop', name: pick('הולך לאיבוד', 'Lost on the way'), choices: [[null, pick('כלום', 'nothing')], [0.1, pick('עשירית', 'a tenth')], [0.5, pick('חצי', 'half')], [1, pick('הכול', 'everything')]] },
];
const outages = () => [
  { key: 'model', on: 'down', name: pick('המודל נפל', 'The model is down'), why: pick('הכללים ממשיכים את השיחה לבד', 'the rules carry on alone') },
  { key: 'redis', on: 'down', name: pick('Redis נפל', 'Redis is down'), why: pick('לאט יותר, בלי לאבד כלום', 'slower, and nothing is lost') },
  { key: 'gateway', on: 'down', name: pick('שער הוואטסאפ נפל', 'The WhatsApp gateway is down'), why: pick('מה שלא יצא מחכה בתור', 'what cannot go out waits in line') },
  { key: 'account', name: pick('מצב החשבון', 'Account'), choices: [[null, pick('מחובר', 'authorized')], ['yellowCard', pick('כרטיס צהוב', 'yellow card')], ['notAuthorized', pick('מנותק', 'not authorized')], ['blocked', pick('חסום', 'blocked')]] },
  { key: 'kill', name: pick('להפיל באמצע הודעה', 'Kill in mid-message'), choices: [[null, pick('אף אחת', 'nothing')], ...functions.map((f) => [f, f])] },
];
const pace = () => [
  { key: 'pace', name: pick('קצב השליחה', 'Sending pace'), choices: [[null, pick('רגיל', 'normal')], ['0s', pick('מיידי', 'at once')], ['2s', pick('איטי', 'slow')]] },
  { key: 'quiet_hours', on: false, name: pick('בלי שעות שקט', 'No quiet hours'), why: pick('לשלוח גם בלילה ובשבת', 'also at night and on Shabbat') },
];

export function backstage(table) {
  const panel = document.querySelector('.stage');
  const body = panel.querySelector('.stage-body');
  const opener = document.querySelector('.stage-open');
  let state = {};

  function open(on) {
    panel.hidden = !on;
    opener.setAttribute('aria-expanded', String(on));
    document.body.classList.toggle('staged', on);
    if (on) { refresh(); panel.querySelector('.stage-close').focus({ preventScroll: true }); }
  }
  opener.addEventListener('click', () => open(panel.hidden));
  panel.querySelector('.stage-close').addEventListener('click', () => { open(false); opener.focus(); });
  panel.addEventListener('keydown', (e) => { if (e.key === 'Escape') open(false); });
  document.querySelector('.clock-face').addEventListener('click', () => { if (document.body.classList.contains('controlled')) open(true); });

  // act runs one call with its button held down, and says how it went.
  async function act(button, work, done) {
    button.disabled = true;
    button.classList.add('busy');
    try {
      await work();
      if (done) table.say(done);
    } catch (e) {
      table.say(t('problem') + ': ' + e.message);
    } finally {
      button.disabled = false;
      button.classList.remove('busy');
    }
  }

  const clockButtons = () => moves().map(([name, ask]) => el('button', { type: 'button', onclick: (e) => act(e.target, async () => setNow((await api.control('clock', ask())).now)) }, name));

  async function refresh() {
    try { state = (await api.control('switches')) ?? {}; } catch { return; }
    draw();
  }

  async function set(key, value) {
    try {
      state = { ...state, [key]: value, ...(await api.control('switches', { [key]: value })) };
    } catch (e) {
      table.say(t('problem') + ': ' + e.message);
    }
    draw();
  }

  const same = (a, b) => a === b || (typeof a === 'string' && typeof b === 'string' && a.replace(/^0(ms|m)$/, '0s') === b);
  const chosen = (s) => (s.choices.find(([v]) => v !== null && same(state[s.key], v)) ?? s.choices[0])[0];
  const strange = (s) => (s.choices ? chosen(s) !== null : same(state[s.key], s.on));

  function control(s) {
    const id = 'switch-' + s.key;
    if (s.choices) {
      return el('div', { class: 'switch' }, el('label', { for: id }, s.name),
        el('select', { id, onchange: (e) => set(s.key, s.choices[e.target.selectedIndex][0]) }, ...s.choices.map(([v, name]) => el('option', { selected: v === chosen(s) }, name))));
    }
    return el('div', { class: 'switch' }, el('label', { for: id }, s.name, el('small', {}, s.why)),
      el('button', { id, type: 'button', role: 'switch', class: 'toggle', 'aria-checked': String(strange(s)), onclick: () => set(s.key, strange(s) ? null : s.on) }));
  }

  function draw() {
    const group = (title, list) => el('section', {}, el('h3', {}, title), ...list.map(control));
    body.replaceChildren(
      el('section', {}, el('h3', {}, t('clock')), el('div', { class: 'moves' }, ...clockButtons())),
      group(pick('תקלות בדרך', 'Mishaps on the way'), mishaps()),
      group(pick('מה נופל', 'What goes down'), outages()),
      group(pick('קצב', 'Pace'), pace()),
      el('section', {}, el('h3', {}, pick('עבודות רקע, עכשיו', 'Background jobs, now')), el('div', { class: 'jobs' },
        ...jobs().map(([job, name]) => el('button', { type: 'button', title: job, onclick: (e) => act(e.target, () => api.control('jobs/' + job, {}), name + ': ' + t('done')) }, name)))),
      el('section', {}, el('button', { type: 'button', class: 'reset', onclick: (e) => act(e.target, () => api.control('reset', {})) }, pick('להתחיל הכול מחדש', 'Start everything afresh'))),
    );
    document.querySelector('.clock-moves').replaceChildren(...clockButtons());
    const n = [...mishaps(), ...outages()].filter(strange).length;
    const badge = opener.querySelector('.badge');
    badge.hidden = n === 0;
    badge.textContent = n;
  }

  onLanguage(draw);
  return { refresh };
}
