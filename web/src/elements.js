// Makes DOM elements in one expression; knows nothing of this page.

/**
 * An element with properties and children. `class`, `for`, `role` and names with a hyphen become attributes, functions
 * named on... listeners, `dataset` data attributes, everything else a property.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === 'dataset') Object.assign(made.dataset, value);
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (['class', 'for', 'role', 'list', 'colspan'].includes(name) || name.includes('-')) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A button that copies text and says so for a moment. */
export function copyButton(label, copiedLabel, content, properties = {}) {
  const button = element('button', {
    type: 'button',
    class: 'quiet',
    ...properties,
    async onclick() {
      await navigator.clipboard.writeText(content());
      button.textContent = copiedLabel;
      setTimeout(() => { button.textContent = label; }, 1500);
    },
  }, label);
  return button;
}
