import { endOfAnswersTests } from './endOfAnswersTests.ts';

endOfAnswersTests(40_001, 40);
