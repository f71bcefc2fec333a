import { writingProcessesTests } from './kit/writingProcessesTests.ts';

writingProcessesTests(500);
