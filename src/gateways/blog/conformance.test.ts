import { after } from 'node:test';
import { testConformance } from '../../../test/support/conformance-tests.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { blogSuite } from '../../conformance/blog/suite.ts';

await testConformance(await startPortico({ after }), blogSuite);
