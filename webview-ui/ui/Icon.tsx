/** Signs that the shipped fonts lack: drawn, so that no system font decides how they look. */
const shapes = {
  received: { path: 'M11 0v12L1 6z', text: '' },
  about: { path: 'M1 5q2.5-2.5 5 0t5 0v-1.6q-2.5 2.5-5 0t-5 0zM1 9q2.5-2.5 5 0t5 0V7.4q-2.5 2.5-5 0t-5 0z', text: '≈ ' },
  down: { path: 'M5.2 1h1.6v6.6L9.6 5l1.1 1.1L6 10.9 1.3 6.1 2.4 5l2.8 2.6z', text: '↓ ' },
  close: { path: 'M2.3 1.2 6 4.9l3.7-3.7 1.1 1.1L7.1 6l3.7 3.7-1.1 1.1L6 7.1l-3.7 3.7-1.1-1.1L4.9 6 1.2 2.3z', text: '' },
  add: { path: 'M5.2 1h1.6v4.2H11v1.6H6.8V11H5.2V6.8H1V5.2h4.2z', text: '' },
  open: { path: 'M2.1 3.6 6 7.5l3.9-3.9L11 4.7 6 9.7l-5-5z', text: '' },
  previous: { path: 'M8.4 2.1 4.5 6l3.9 3.9L7.3 11l-5-5 5-5z', text: '' },
  next: { path: 'M3.6 2.1 7.5 6 3.6 9.9 4.7 11l5-5-5-5z', text: '' },
  pin: { path: 'M3 1h6v1.5H8v3.3l2 1.7v1.3H6.7V12H5.3V8.8H2V7.5l2-1.7V2.5H3z', text: 'Pinned ' },
  fork: { path: 'M2.3 0h1.4v4.4L9.7 8v1H11v3H8V9h.3V8.8L3.7 6v3H4.5v3h-3V9h.8z', text: 'Fork ' },
} as const;

/** The drawn sign, and for readers of the text (screen readers, selections, tests) the character or word it stands for. */
export function Icon({ name }: { readonly name: keyof typeof shapes }) {
  const { path, text } = shapes[name];
  return (
    <>
      <svg class="sign" viewBox="0 0 12 12" aria-hidden="true">
        <path d={path} />
      </svg>
      {text && <small class="unseen">{text}</small>}
    </>
  );
}
