import { testSlice } from '../slice.ts';
import { fuzz } from './fuzz.ts';

testSlice(fuzz);
