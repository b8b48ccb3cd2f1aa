import { testSlice } from '../slice.ts';
import { malformed } from './malformed.ts';

testSlice(malformed);
