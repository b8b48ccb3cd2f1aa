import { testSlice } from '../slice.ts';
import { disk } from './disk.ts';

testSlice(disk);
