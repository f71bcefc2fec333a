import { writingProcessesTests } from '../integration/archive/kit/writingProcessesTests.ts';

writingProcessesTests(2_500);
