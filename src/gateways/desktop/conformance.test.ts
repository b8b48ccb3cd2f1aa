import { after } from 'node:test';
import { testConformance } from '../../../test/support/conformance-tests.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { desktopSuite } from '../../conformance/desktop/suite.ts';

await testConformance(await startPortico({ after }), desktopSuite);
