import { testSlice } from '../slice.ts';
import { crashPostgresql } from './crash-postgresql.ts';

testSlice(crashPostgresql);
