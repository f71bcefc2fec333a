import { expect, it, vi } from 'vitest';
import { TouchReporter } from '../../../../webview-ui/transport/touchReporter.ts';

/** Outside of a browser there are no keys. */
class FakeKeyboardEvent extends Event {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;

  constructor(name: string, { key, ctrlKey = false, metaKey = false }: { key: string; ctrlKey?: boolean; metaKey?: boolean }) {
    super(name);
    this.key = key;
    this.ctrlKey = ctrlKey;
    this.metaKey = metaKey;
  }
}
vi.stubGlobal('KeyboardEvent', FakeKeyboardEvent);

function setUp() {
  const posted: unknown[] = [];
  const reporter = new TouchReporter((message) => posted.push(message));
  const page = new EventTarget();
  reporter.listen(page as unknown as Window);
  const press = (key: string, modifiers = {}) => page.dispatchEvent(new FakeKeyboardEvent('keydown', { key, ...modifiers }));
  return { reporter, posted, press, touch: (name: string) => page.dispatchEvent(new Event(name)) };
}

const touched = { type: 'touched' };

it.each(['pointerdown', 'click', 'keydown', 'input', 'drop'])('%s is a touch, and is said once', (name) => {
  const { posted, touch } = setUp();
  touch('scroll');
  expect(posted).toEqual([]);
  touch(name);
  touch(name);
  touch('keydown');
  expect(posted).toEqual([touched]);
});

it('is said again when another surface was touched meanwhile, though the focus never left', () => {
  const { reporter, posted, touch } = setUp();
  touch('pointerdown');
  reporter.otherTouched();
  expect(posted).toEqual([touched]);
  touch('keydown');
  touch('keydown');
  expect(posted).toEqual([touched, touched]);
});

it('the focus alone is no touch: VS Code gives it to the active editor when a palette closes', () => {
  const { posted, touch } = setUp();
  for (const name of ['focus', 'focusin', 'blur']) touch(name);
  expect(posted).toEqual([]);
});

it('keys of the workbench are no touch, others are', () => {
  const { posted, press } = setUp();
  for (const key of ['F1', 'F6', 'Control', 'Shift']) press(key);
  press('p', { ctrlKey: true });
  press('b', { metaKey: true });
  expect(posted).toEqual([]);
  press('Tab');
  expect(posted).toEqual([touched]);
});
