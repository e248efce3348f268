// The words of the page itself, in both languages. What people write is never translated.
const words = {
  he: {
    brand: 'פרולי', other: 'English',
    tagline: 'כותבים הודעה, ומישהו טוב כבר בדרך. שני טלפונים על שולחן אחד: נסו משני הצדדים.',
    title: 'פרולי · הטלפונים', phones: 'הטלפונים', clock: 'השעון', stage: 'מאחורי הקלעים',
    stageLead: 'כאן אפשר להזיז את הזמן ולשבור דברים בכוונה. המערכת אמורה לעמוד בזה.',
    close: 'סגירה', cancel: 'ביטול', add: 'הוספה', addTitle: 'עוד טלפון על השולחן', addAnyone: 'או כל מספר אחר',
    number: 'מספר טלפון', name: 'שם', whose: 'של מי הטלפון', putAway: 'להחזיר את הטלפון למגירה', another: 'עוד טלפון',
    write: 'כתבו הודעה', send: 'שליחה', attach: 'צירוף תמונה, הקלטה, קובץ או מיקום', chips: 'הצעות למה לכתוב',
    thread: 'השיחה', reply: 'ציטוט ותשובה', edit: 'עריכה', edited: 'נערכה', editing: 'עריכת הודעה', me: 'אני',
    online: 'מחוברים', typing: 'כותבים…',
    customer: 'לקוחות', pro: 'בעלי מקצוע', admin: 'ניהול', roleCustomer: 'צריכים עזרה', rolePro: 'יודעים לעזור', roleAdmin: 'משגיחים',
    photo: 'תמונה', file: 'קובץ', voice: 'הקלטה', voiceFile: 'קובץ הקלטה', place: 'מיקום', demoVoice: 'הקלטה לדוגמה',
    leak: 'נזילה מתחת לכיור', socket: 'שקע שנשרף', lock: 'מפתח שנשבר', coords: 'קו רוחב, קו אורך', sendPlace: 'שליחת המיקום',
    play: 'השמעה', pause: 'השהיה', openMap: 'פתיחה במפה', download: 'הורדה',
    waiting: 'נשלחת', sent: 'נשלחה', delivered: 'נמסרה', read: 'נקראה', failed: 'לא נשלחה. לחצו לניסיון נוסף',
    today: 'היום', yesterday: 'אתמול', offline: 'אין קשר לשרת. מנסים שוב…', back: 'הקשר חזר', cleared: 'הכול מתחיל מחדש',
    helloCustomer: 'משהו דולף, נשבר או נתקע?', helloCustomerText: 'כתבו לפרולי במילים שלכם, או שלחו תמונה או הקלטה. אפשר להתחיל בלחיצה על אחת ההצעות כאן למטה.',
    helloPro: 'כאן יגיעו הפניות', helloProText: 'ברגע שמישהו בסביבה צריך עזרה, תופיע כאן הצעה עם שעה, כתובת ומחיר. עונים "אשר" או "דחה", וזהו.',
    helloAdmin: 'עין פקוחה', helloAdminText: 'לכאן מגיעים סיכומים והתראות כשמשהו מחכה לבן אדם.',
    badNumber: 'זה לא נראה כמו מספר טלפון', badPlace: 'צריך שני מספרים, למשל 32.08, 34.77', problem: 'זה לא הצליח', done: 'בוצע',
  },
  en: {
    brand: 'Proli', other: 'עברית',
    tagline: 'Send a message, and someone good is on the way. Two phones on one table: try both sides.',
    title: 'Proli · the phones', phones: 'The phones', clock: 'The clock', stage: 'Backstage',
    stageLead: 'Move time and break things on purpose here. Proli is meant to take it.',
    close: 'Close', cancel: 'Cancel', add: 'Add', addTitle: 'Another phone on the table', addAnyone: 'Or any other number',
    number: 'Phone number', name: 'Name', whose: 'Whose phone', putAway: 'Put this phone back in the drawer', another: 'Another phone',
    write: 'Write a message', send: 'Send', attach: 'Attach a photo, recording, file or location', chips: 'Ideas of what to write',
    thread: 'The conversation', reply: 'Quote and reply', edit: 'Edit', edited: 'edited', editing: 'Editing a message', me: 'Me',
    online: 'online', typing: 'typing…',
    customer: 'Customers', pro: 'Pros', admin: 'Admins', roleCustomer: 'needs help', rolePro: 'knows how to help', roleAdmin: 'keeps watch',
    photo: 'Photo', file: 'File', voice: 'Recording', voiceFile: 'Audio file', place: 'Location', demoVoice: 'Sample recording',
    leak: 'Leak under the sink', socket: 'Burnt socket', lock: 'Key broken in the lock', coords: 'Latitude, longitude', sendPlace: 'Send location',
    play: 'Play', pause: 'Pause', openMap: 'Open in a map', download: 'Download',
    waiting: 'sending', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'Not sent. Press to try again',
    today: 'Today', yesterday: 'Yesterday', offline: 'No connection to the server. Trying again…', back: 'Connected again', cleared: 'Everything starts afresh',
    helloCustomer: 'Something leaking, broken or stuck?', helloCustomerText: 'Tell Proli in your own words, or send a photo or a recording. The ideas below are a good way to begin.',
    helloPro: 'Requests arrive here', helloProText: 'When someone nearby needs help, an offer appears here with an hour, an address and a price. Answer “approve” or “reject”, and that is all.',
    helloAdmin: 'Keeping an eye on things', helloAdminText: 'Digests and alerts come here when something waits for a human.',
    badNumber: 'That does not look like a phone number', badPlace: 'Two numbers are needed, such as 32.08, 34.77', problem: 'That did not work', done: 'Done',
  },
};

let language = remembered('language') === 'en' ? 'en' : 'he';
const listeners = [];

export const lang = () => language;
export const t = (key) => words[language][key] ?? key;
export const onLanguage = (f) => listeners.push(f);

// pick chooses between two things that are not in the table.
export const pick = (he, en) => (language === 'he' ? he : en);

export function setLanguage(next) {
  language = next;
  remember('language', next);
  document.documentElement.lang = next;
  document.documentElement.dir = next === 'he' ? 'rtl' : 'ltr';
  document.title = t('title');
  label(document);
  for (const f of listeners) f();
}

// label fills in the words of everything below root that asks for some.
export function label(root) {
  for (const e of root.querySelectorAll('[data-t]')) e.textContent = t(e.dataset.t);
  for (const e of root.querySelectorAll('[data-label]')) {
    e.setAttribute('aria-label', t(e.dataset.label));
    if (e.tagName === 'BUTTON') e.title = t(e.dataset.label);
  }
  for (const e of root.querySelectorAll('[data-placeholder]')) e.placeholder = t(e.dataset.placeholder);
}

// What a browser remembers of this page; one that refuses to remember is no error.
export function remember(key, value) {
  try { localStorage.setItem('proli.' + key, JSON.stringify(value)); } catch { /* private window */ }
}
export function remembered(key) {
  try { return JSON.parse(localStorage.getItem('proli.' + key)); } catch { return null; }
}

export function clone(id) {
  const node = document.getElementById(id).content.firstElementChild.cloneNode(true);
  label(node);
  return node;
}

// el makes an element with text and attributes; the text is never read as HTML.
export function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) {
    if (k.startsWith('on')) e.addEventListener(k.slice(2), v);
    else if (v === true) e.setAttribute(k, '');
    else if (v !== false && v != null) e.setAttribute(k, v);
  }
  e.append(...children);
  return e;
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', '#i-' + name);
  svg.append(use);
  return svg;
}
