// What the menus offer: only what the engine runs. The rest is refused at deployment; nobody should find out there.

const REFUSED =
  /(script|ad-?hoc|complex|transaction|signal|compensation|conditional(?!-flow)|link|cancel|event-subprocess|instantiate|timer-start|(escalation|error|non-interrupting-\w+)-start)/;
const REFUSED_LOOP = 'toggle-loop';

// After the menus know their entries (1000), before these are put into groups (900).
const PRIORITY = 950;

const without = (entries, refuses) =>
  Object.fromEntries(Object.entries(entries).filter(([id]) => !refuses(id)));

class Offered {
  constructor(popupMenu) {
    for (const menu of ['bpmn-append', 'bpmn-create', 'bpmn-replace']) popupMenu.registerProvider(menu, PRIORITY, this);
  }

  getPopupMenuEntries() {
    return (entries) => without(entries, (id) => REFUSED.test(id));
  }

  getPopupMenuHeaderEntries() {
    return (entries) => without(entries, (id) => id === REFUSED_LOOP);
  }
}
Offered.$inject = ['popupMenu'];

export const offered = { __init__: ['offered'], offered: ['type', Offered] };
