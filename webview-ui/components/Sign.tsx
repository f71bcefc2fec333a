/** Signs that the shipped fonts lack: drawn, so that no system font decides how they look. */
const shapes = {
  received: { path: 'M11 0v12L1 6z', text: '' },
  about: { path: 'M1 5q2.5-2.5 5 0t5 0v-1.6q-2.5 2.5-5 0t-5 0zM1 9q2.5-2.5 5 0t5 0V7.4q-2.5 2.5-5 0t-5 0z', text: '≈ ' },
  down: { path: 'M5.2 1h1.6v6.6L9.6 5l1.1 1.1L6 10.9 1.3 6.1 2.4 5l2.8 2.6z', text: '↓ ' },
  close: { path: 'M2.3 1.2 6 4.9l3.7-3.7 1.1 1.1L7.1 6l3.7 3.7-1.1 1.1L6 7.1l-3.7 3.7-1.1-1.1L4.9 6 1.2 2.3z', text: '' },
  add: { path: 'M5.2 1h1.6v4.2H11v1.6H6.8V11H5.2V6.8H1V5.2h4.2z', text: '' },
  open: { path: 'M2.1 3.6 6 7.5l3.9-3.9L11 4.7 6 9.7l-5-5z', text: '' },
} as const;

/** The drawn sign, and for readers of the text (screen readers, selections, tests) the character it stands for. */
export function Sign({ name }: { readonly name: keyof typeof shapes }) {
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
