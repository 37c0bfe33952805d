;; The inner loops of histogram boosting. `src/kernels/wasm-binary.ts` is generated from this file by `wasm/generate.ts`.
;;
;; A histogram bin is two 64-bit integers: the sum of fixed-point gradients, and the sum of fixed-point hessians with
;; the number of rows in the bits above them (one row adds `unit` there). Integer sums do not depend on the order of
;; addition, so any division of the work gives the same bytes, and parent minus child is exact.
(module
  (import "env" "memory" (memory 1 65536 shared))

  ;; out[i] = pairs[rows[i]]: the gradient pairs (two i32) of a node, side by side.
  (func (export "gather") (param $rows i32) (param $pairs i32) (param $count i32) (param $out i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (i64.store (local.get $out)
          (i64.load (i32.add (local.get $pairs) (i32.shl (i32.load (local.get $rows)) (i32.const 3)))))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 8)))
        (br $next))))

  ;; Adds the rows of a node to the histogram of one feature. `pairs` is in the order of `rows`.
  (func (export "accumulate")
    (param $rows i32) (param $pairs i32) (param $count i32) (param $unit i64) (param $bins i32) (param $histogram i32)
    (local $end i32) (local $at i32) (local $one v128)
    (local.set $one (i64x2.replace_lane 1 (v128.const i64x2 0 0) (local.get $unit)))
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $at (i32.add (local.get $histogram)
          (i32.shl (i32.load8_u (i32.add (local.get $bins) (i32.load (local.get $rows)))) (i32.const 4))))
        (v128.store (local.get $at)
          (i64x2.add (v128.load (local.get $at))
            (i64x2.add (v128.load32x2_s (local.get $pairs)) (local.get $one))))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $pairs (i32.add (local.get $pairs) (i32.const 8)))
        (br $next))))

  ;; The same for two features whose columns of bins are read together.
  (func (export "accumulateTwo")
    (param $rows i32) (param $pairs i32) (param $count i32) (param $unit i64)
    (param $binsA i32) (param $histogramA i32) (param $binsB i32) (param $histogramB i32)
    (local $end i32) (local $row i32) (local $at i32) (local $one v128) (local $add v128)
    (local.set $one (i64x2.replace_lane 1 (v128.const i64x2 0 0) (local.get $unit)))
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $row (i32.load (local.get $rows)))
        (local.set $add (i64x2.add (v128.load32x2_s (local.get $pairs)) (local.get $one)))
        (local.set $at (i32.add (local.get $histogramA)
          (i32.shl (i32.load8_u (i32.add (local.get $binsA) (local.get $row))) (i32.const 4))))
        (v128.store (local.get $at) (i64x2.add (v128.load (local.get $at)) (local.get $add)))
        (local.set $at (i32.add (local.get $histogramB)
          (i32.shl (i32.load8_u (i32.add (local.get $binsB) (local.get $row))) (i32.const 4))))
        (v128.store (local.get $at) (i64x2.add (v128.load (local.get $at)) (local.get $add)))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $pairs (i32.add (local.get $pairs) (i32.const 8)))
        (br $next))))

  ;; parent[i] -= child[i], for `bins` bins: leaves the other child's histogram where the parent's was.
  (func (export "subtract") (param $parent i32) (param $child i32) (param $bins i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $parent) (i32.shl (local.get $bins) (i32.const 4))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $parent) (local.get $end)))
        (v128.store (local.get $parent)
          (i64x2.sub (v128.load (local.get $parent)) (v128.load (local.get $child))))
        (local.set $parent (i32.add (local.get $parent) (i32.const 16)))
        (local.set $child (i32.add (local.get $child) (i32.const 16)))
        (br $next))))

  ;; Stable partition: rows whose bin has a 1 in `goesLeft` first, the others after them. Returns how many went left.
  (func (export "partition")
    (param $rows i32) (param $count i32) (param $bins i32) (param $goesLeft i32) (param $scratch i32) (result i32)
    (local $from i32) (local $end i32) (local $left i32) (local $right i32) (local $row i32) (local $goes i32)
    (local.set $from (local.get $rows))
    (local.set $left (local.get $rows))
    (local.set $right (local.get $scratch))
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $row (i32.load (local.get $from)))
        (local.set $goes (i32.shl
          (i32.load8_u (i32.add (local.get $goesLeft) (i32.load8_u (i32.add (local.get $bins) (local.get $row)))))
          (i32.const 2)))
        (i32.store (local.get $left) (local.get $row))
        (i32.store (local.get $right) (local.get $row))
        (local.set $left (i32.add (local.get $left) (local.get $goes)))
        (local.set $right (i32.sub (i32.add (local.get $right) (i32.const 4)) (local.get $goes)))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        (br $next)))
    (memory.copy (local.get $left) (local.get $scratch) (i32.sub (local.get $right) (local.get $scratch)))
    (i32.shr_u (i32.sub (local.get $left) (local.get $rows)) (i32.const 2)))

  ;; Forests. A record is two f64: a row's weight, and its weight times its number.

  ;; out[i] = records[rows[i]], and their sum at `sum`.
  (func (export "gatherRecords")
    (param $rows i32) (param $records i32) (param $count i32) (param $out i32) (param $sum i32)
    (local $end i32) (local $record v128) (local $total v128)
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $record
          (v128.load (i32.add (local.get $records) (i32.shl (i32.load (local.get $rows)) (i32.const 4)))))
        (v128.store (local.get $out) (local.get $record))
        (local.set $total (f64x2.add (local.get $total) (local.get $record)))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br $next)))
    (v128.store (local.get $sum) (local.get $total)))

  ;; Adds a node's records, in the order of `rows`, to the histogram of one feature.
  (func (export "accumulateRecords")
    (param $rows i32) (param $records i32) (param $count i32) (param $bins i32) (param $histogram i32)
    (local $end i32) (local $at i32)
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $at (i32.add (local.get $histogram)
          (i32.shl (i32.load8_u (i32.add (local.get $bins) (i32.load (local.get $rows)))) (i32.const 4))))
        (v128.store (local.get $at) (f64x2.add (v128.load (local.get $at)) (v128.load (local.get $records))))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $records (i32.add (local.get $records) (i32.const 16)))
        (br $next))))

  ;; The same for two features.
  (func (export "accumulateRecordsTwo")
    (param $rows i32) (param $records i32) (param $count i32)
    (param $binsA i32) (param $histogramA i32) (param $binsB i32) (param $histogramB i32)
    (local $end i32) (local $at i32) (local $row i32) (local $record v128)
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $row (i32.load (local.get $rows)))
        (local.set $record (v128.load (local.get $records)))
        (local.set $at (i32.add (local.get $histogramA)
          (i32.shl (i32.load8_u (i32.add (local.get $binsA) (local.get $row))) (i32.const 4))))
        (v128.store (local.get $at) (f64x2.add (v128.load (local.get $at)) (local.get $record)))
        (local.set $at (i32.add (local.get $histogramB)
          (i32.shl (i32.load8_u (i32.add (local.get $binsB) (local.get $row))) (i32.const 4))))
        (v128.store (local.get $at) (f64x2.add (v128.load (local.get $at)) (local.get $record)))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $records (i32.add (local.get $records) (i32.const 16)))
        (br $next))))

  ;; Moves the bins with weight out of a histogram, in order: their numbers to `bins`, their sums to `sums`. Leaves
  ;; zeros. Returns how many they are.
  (func (export "takeOccupied")
    (param $histogram i32) (param $binCount i32) (param $bins i32) (param $sums i32) (result i32)
    (local $bin i32) (local $found i32) (local $record v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $bin) (local.get $binCount)))
        (local.set $record (v128.load (local.get $histogram)))
        (if (f64.ne (f64x2.extract_lane 0 (local.get $record)) (f64.const 0))
          (then
            (i32.store (i32.add (local.get $bins) (i32.shl (local.get $found) (i32.const 2))) (local.get $bin))
            (v128.store (i32.add (local.get $sums) (i32.shl (local.get $found) (i32.const 4))) (local.get $record))
            (v128.store (local.get $histogram) (v128.const i64x2 0 0))
            (local.set $found (i32.add (local.get $found) (i32.const 1)))))
        (local.set $histogram (i32.add (local.get $histogram) (i32.const 16)))
        (local.set $bin (i32.add (local.get $bin) (i32.const 1)))
        (br $next)))
    (local.get $found))

  ;; Binning.

  ;; out[i] = how many of the 255 ascending edges lie below values[i]: eight steps without a branch that could be
  ;; guessed wrong.
  (func (export "binNumbers") (param $values i32) (param $count i32) (param $edges i32) (param $out i32)
    (local $end i32) (local $value f64) (local $at i32)
    (local.set $end (i32.add (local.get $values) (i32.shl (local.get $count) (i32.const 3))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $values) (local.get $end)))
        (local.set $value (f64.load (local.get $values)))
        (local.set $at (local.get $edges))
        (local.set $at (i32.add (local.get $at)
          (i32.shl (f64.lt (f64.load offset=1016 (local.get $at)) (local.get $value)) (i32.const 10))))
        (local.set $at (i32.add (local.get $at)
          (i32.shl (f64.lt (f64.load offset=504 (local.get $at)) (local.get $value)) (i32.const 9))))
        (local.set $at (i32.add (local.get $at)
          (i32.shl (f64.lt (f64.load offset=248 (local.get $at)) (local.get $value)) (i32.const 8))))
        (local.set $at (i32.add (local.get $at)
          (i32.shl (f64.lt (f64.load offset=120 (local.get $at)) (local.get $value)) (i32.const 7))))
        (local.set $at (i32.add (local.get $at)
          (i32.shl (f64.lt (f64.load offset=56 (local.get $at)) (local.get $value)) (i32.const 6))))
        (local.set $at (i32.add (local.get $at)
          (i32.shl (f64.lt (f64.load offset=24 (local.get $at)) (local.get $value)) (i32.const 5))))
        (local.set $at (i32.add (local.get $at)
          (i32.shl (f64.lt (f64.load offset=8 (local.get $at)) (local.get $value)) (i32.const 4))))
        (local.set $at (i32.add (local.get $at)
          (i32.shl (f64.lt (f64.load (local.get $at)) (local.get $value)) (i32.const 3))))
        (i32.store8 (local.get $out) (i32.shr_u (i32.sub (local.get $at) (local.get $edges)) (i32.const 3)))
        (local.set $values (i32.add (local.get $values) (i32.const 8)))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (br $next))))

  ;; Sorts f64 numbers by radix, a byte at a time from the lowest; bytes that all keys share are skipped. `counts` has
  ;; room for 8 * 256 i32 and must hold zeros. The sorted numbers end up in `values`.
  (func (export "sortNumbers") (param $values i32) (param $count i32) (param $scratch i32) (param $counts i32)
    (local $bytes i32) (local $i i32) (local $key i64) (local $digit i32) (local $at i32) (local $sum i32)
    (local $held i32) (local $from i32) (local $to i32) (local $column i32)
    (local.set $bytes (i32.shl (local.get $count) (i32.const 3)))
    ;; Keys whose unsigned order is the numbers' order: flip the sign bit, or all bits of negative numbers.
    (block $keyed
      (loop $next
        (br_if $keyed (i32.ge_u (local.get $i) (local.get $bytes)))
        (local.set $at (i32.add (local.get $values) (local.get $i)))
        (local.set $key (i64.load (local.get $at)))
        (local.set $key (i64.xor (local.get $key)
          (i64.or (i64.shr_s (local.get $key) (i64.const 63)) (i64.const 0x8000000000000000))))
        (i64.store (local.get $at) (local.get $key))
        (local.set $digit (i32.const 0))
        (loop $digits
          (local.set $at (i32.add (local.get $counts)
            (i32.add (i32.shl (local.get $digit) (i32.const 10))
              (i32.shl (i32.and (i32.wrap_i64 (local.get $key)) (i32.const 255)) (i32.const 2)))))
          (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1)))
          (local.set $key (i64.shr_u (local.get $key) (i64.const 8)))
          (local.set $digit (i32.add (local.get $digit) (i32.const 1)))
          (br_if $digits (i32.lt_u (local.get $digit) (i32.const 8))))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (br $next)))
    (local.set $from (local.get $values))
    (local.set $to (local.get $scratch))
    (local.set $digit (i32.const 0))
    (loop $passes
      (local.set $column (i32.add (local.get $counts) (i32.shl (local.get $digit) (i32.const 10))))
      ;; Skip a byte that all keys share: the first key's count is then the count of all.
      (if (i32.ne (local.get $count)
            (i32.load (i32.add (local.get $column)
              (i32.shl (i32.load8_u (i32.add (local.get $from) (local.get $digit))) (i32.const 2)))))
        (then
          ;; Counts become byte offsets.
          (local.set $sum (local.get $to))
          (local.set $i (i32.const 0))
          (loop $prefix
            (local.set $at (i32.add (local.get $column) (local.get $i)))
            (local.set $held (i32.load (local.get $at)))
            (i32.store (local.get $at) (local.get $sum))
            (local.set $sum (i32.add (local.get $sum) (i32.shl (local.get $held) (i32.const 3))))
            (local.set $i (i32.add (local.get $i) (i32.const 4)))
            (br_if $prefix (i32.lt_u (local.get $i) (i32.const 1024))))
          (local.set $i (i32.const 0))
          (loop $scatter
            (local.set $held (i32.add (local.get $from) (local.get $i)))
            (local.set $at (i32.add (local.get $column)
              (i32.shl (i32.load8_u (i32.add (local.get $held) (local.get $digit))) (i32.const 2))))
            (i64.store (i32.load (local.get $at)) (i64.load (local.get $held)))
            (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 8)))
            (local.set $i (i32.add (local.get $i) (i32.const 8)))
            (br_if $scatter (i32.lt_u (local.get $i) (local.get $bytes))))
          (local.set $held (local.get $from))
          (local.set $from (local.get $to))
          (local.set $to (local.get $held))))
      (local.set $digit (i32.add (local.get $digit) (i32.const 1)))
      (br_if $passes (i32.lt_u (local.get $digit) (i32.const 8))))
    ;; Back to numbers, in `values`.
    (local.set $i (i32.const 0))
    (block $restored
      (loop $next
        (br_if $restored (i32.ge_u (local.get $i) (local.get $bytes)))
        (local.set $key (i64.load (i32.add (local.get $from) (local.get $i))))
        (i64.store (i32.add (local.get $values) (local.get $i))
          (i64.xor (local.get $key)
            (i64.or (i64.xor (i64.shr_s (local.get $key) (i64.const 63)) (i64.const -1))
              (i64.const 0x8000000000000000))))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (br $next))))
)
