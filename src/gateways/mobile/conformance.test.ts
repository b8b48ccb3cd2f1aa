import { after } from 'node:test';
import { testConformance } from '../../../test/support/conformance-tests.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { mobileSuite } from '../../conformance/mobile/suite.ts';

await testConformance(await startPortico({ after }), mobileSuite);
