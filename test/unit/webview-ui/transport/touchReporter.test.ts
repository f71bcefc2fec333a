import { expect, it } from 'vitest';
import { TouchReporter } from '../../../../webview-ui/transport/touchReporter.ts';

/** A page that has the focus from the start, or not. */
function setUp(hasFocus = false) {
  const posted: unknown[] = [];
  const reporter = new TouchReporter((message) => posted.push(message));
  const page = Object.assign(new EventTarget(), { document: { hasFocus: () => hasFocus } });
  reporter.listen(page as unknown as Window);
  return { reporter, posted, touch: (name: string) => page.dispatchEvent(new Event(name)) };
}

const touched = { type: 'touched' };

it.each(['focusin', 'pointerdown', 'click', 'keydown', 'input', 'drop'])('%s is a touch, and is said once', (name) => {
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
  touch('focusin');
  reporter.otherTouched();
  expect(posted).toEqual([touched]);
  touch('keydown');
  touch('keydown');
  expect(posted).toEqual([touched, touched]);
});

it('a page that has the focus when it comes is touched', () => {
  const { posted, touch } = setUp(true);
  touch('keydown');
  expect(posted).toEqual([touched]);
});
