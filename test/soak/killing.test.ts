import { killingTests } from '../integration/archive/kit/killingTests.ts';

killingTests(20_270_002, 1000);
