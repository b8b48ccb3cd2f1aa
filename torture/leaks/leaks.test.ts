import { testSlice } from '../slice.ts';
import { leaks } from './leaks.ts';

testSlice(leaks);
