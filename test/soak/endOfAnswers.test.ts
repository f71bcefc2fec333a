import { endOfAnswersTests } from '../webview/app/endOfAnswersTests.ts';

endOfAnswersTests(200_001, 200);
