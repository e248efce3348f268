// The lower part of a phone: suggestions, attachments, and the line to write on.
import { el, icon, onLanguage, t } from './text.js';
import * as demos from './demos.js';
import { menu } from './rich.js';
import { kindWord } from './bubble.js';

export function composer(phone) {
  const { find } = phone;
  const form = find('.composer');
  const box = form.querySelector('textarea');
  const pick = form.querySelector('.pick');
  const opener = find('.attach-open');
  const attach = find('.attach');
  const replying = find('.replying');
  let quoting = null;
  let editing = null;
  let voice = false;

  const grow = () => { box.rows = Math.min(5, box.value.split('\n').length + Math.floor(box.value.length / 46)); form.classList.toggle('ready', box.value.trim() !== ''); };
  const clear = () => { box.value = ''; quoting = editing = null; replying.hidden = true; grow(); };
  const open = (on) => { attach.hidden = !on; opener.setAttribute('aria-expanded', String(on)); if (on) drawAttach(); };

  function say(typed) {
    const text = typed.trim();
    if (!text) return;
    const out = editing ? { edit: editing.id, text } : { text, quote: quoting?.id };
    clear();
    open(false);
    phone.send(out);
  }

  function file(f, look) {
    open(false);
    const out = { file: f, text: look.text ?? box.value.trim(), quote: quoting?.id, voice: look.voice };
    clear();
    phone.send(out, { kind: look.kind, text: out.text, media: { url: URL.createObjectURL(f), name: f.name, mime: f.type || 'application/octet-stream', size: f.size } });
  }

  form.addEventListener('submit', (e) => { e.preventDefault(); say(box.value); box.focus(); });
  box.addEventListener('input', grow);
  box.addEventListener('keydown', (e) => {
    if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); say(box.value); }
    if (e.key === 'Escape') { clear(); open(false); }
  });
  opener.addEventListener('click', () => open(attach.hidden));
  replying.querySelector('button').addEventListener('click', clear);
  pick.addEventListener('change', () => {
    const f = pick.files[0];
    pick.value = '';
    if (!f) return;
    const top = f.type.split('/')[0];
    const kind = voice ? 'audio' : top === 'image' || top === 'video' ? top : 'document';
    file(f, { kind, voice });
  });

  function choose(accept, isVoice) {
    voice = isVoice;
    pick.accept = accept;
    pick.click();
  }

  function drawAttach() {
    const tile = (name, label, onclick) => el('button', { type: 'button', class: 'tile', onclick }, icon(name), el('span', {}, label));
    const coords = el('input', { dir: 'ltr', inputmode: 'text', placeholder: '32.08, 34.77', 'aria-label': t('coords') });
    const sendPlace = (p) => { open(false); phone.send({ place: p }, { kind: 'place', place: p }); };
    const own = () => {
      const [lat, lng] = coords.value.split(/[,\s]+/).map(Number);
      if (!(Math.abs(lat) <= 90 && Math.abs(lng) <= 180)) return phone.table.say(t('badPlace'));
      return sendPlace({ lat, lng, name: '', address: '' });
    };
    attach.replaceChildren(
      el('div', { class: 'pictures' }, ...demos.pictures.map((name) => el('button', { type: 'button', title: t(name), 'aria-label': t(name), onclick: async () => file(await demos.picture(name), { kind: 'image' }) }, el('img', { src: `demo/${name}.svg`, alt: '' })))),
      el('div', { class: 'tiles' },
        tile('image', t('photo'), () => choose('image/*,video/*', false)),
        tile('file', t('file'), () => choose('', false)),
        tile('mic', t('voiceFile'), () => choose('audio/*', true)),
        tile('play', t('demoVoice'), async () => file(await demos.recording(), { kind: 'audio', voice: true, text: '' }))),
      el('div', { class: 'places' }, icon('pin'), ...demos.cities().map((c) => el('button', { type: 'button', onclick: () => sendPlace({ ...c, address: '' }) }, c.name)),
        el('span', { class: 'coords' }, coords, el('button', { type: 'button', onclick: own, 'aria-label': t('sendPlace') }, icon('send')))),
    );
  }

  function about(m, title) {
    replying.hidden = false;
    replying.querySelector('strong').textContent = title;
    replying.querySelector('span').textContent = m.text || t(kindWord(m.kind));
    box.focus();
  }

  // chips offers the numbers of the last menu that came, then what this person might say.
  function chips() {
    const last = [...phone.messages.values()].filter((m) => !m.mine && m.text).at(-1);
    const numbers = last ? menu(last.text) : [];
    find('.chips').replaceChildren(
      ...numbers.map((i) => el('button', { type: 'button', class: 'chip number', onclick: () => say(i.number) }, el('b', {}, i.number), el('bdi', {}, i.label))),
      ...demos.chips(phone.contact.role).map((text) => el('button', { type: 'button', class: 'chip', dir: 'auto', onclick: () => say(text) }, text)),
    );
    find('.chips').scrollTo({ left: 0 });
  }

  onLanguage(() => { if (!attach.hidden) drawAttach(); });
  return {
    chips,
    quote: (m) => { editing = null; quoting = m; about(m, m.mine ? t('me') : t('brand')); },
    edit: (m) => { quoting = null; editing = m; box.value = m.text; about(m, t('editing')); grow(); },
  };
}
