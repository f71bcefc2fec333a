import { killingTests } from './kit/killingTests.ts';

killingTests(20_260_102, 200);
