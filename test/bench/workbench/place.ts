import type { Browser } from 'playwright-core';
import type { Workbench } from '../../support/workbench.ts';

/** A running workbench, and a browser in which every context is a fresh profile. */
export interface Place {
  readonly browser: Browser;
  readonly workbench: Workbench;
}
