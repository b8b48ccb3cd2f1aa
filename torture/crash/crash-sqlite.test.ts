import { testSlice } from '../slice.ts';
import { crashSqlite } from './crash-sqlite.ts';

testSlice(crashSqlite);
