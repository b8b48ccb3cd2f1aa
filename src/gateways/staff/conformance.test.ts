import { after } from 'node:test';
import { testConformance } from '../../../test/support/conformance-tests.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { staffSuite } from '../../conformance/staff/suite.ts';

await testConformance(await startPortico({ after }), staffSuite);
