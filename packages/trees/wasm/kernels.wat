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

  ;; The best threshold of an ordered feature with bins 0 to `missing` - 1, whose histogram lies at `histogram`. Writes
  ;; gain, bin, 1 when missing values go left, and the left child's gradient, hessian and count to `out` (six f64),
  ;; unless no split gains more than the gain that stands there.
  (func (export "scanThresholds")
    (param $histogram i32) (param $end i32) (param $missing i32) (param $missingGoesLeft i32)
    (param $gradient f64) (param $hessian f64) (param $count i32)
    (param $minimumRows i32) (param $minimumHessian f64) (param $l2 f64)
    (param $gradientUnit f64) (param $hessianUnit f64) (param $countShift i32) (param $out i32)
    (local $bin i32) (local $left v128) (local $packed i64) (local $mask i64) (local $shift i64)
    (local $leftCount i32) (local $lastCount i32) (local $leftGradient f64) (local $leftHessian f64)
    (local $rightGradient f64) (local $rightHessian f64) (local $pair v128) (local $score f64) (local $gain f64)
    (local $best f64)
    (local.set $shift (i64.extend_i32_u (local.get $countShift)))
    (local.set $mask (i64.sub (i64.shl (i64.const 1) (local.get $shift)) (i64.const 1)))
    (local.set $score (f64.div (f64.mul (local.get $gradient) (local.get $gradient))
      (f64.add (local.get $hessian) (local.get $l2))))
    (local.set $best (f64.load (local.get $out)))
    (if (local.get $missingGoesLeft)
      (then (local.set $left
        (v128.load (i32.add (local.get $histogram) (i32.shl (local.get $missing) (i32.const 4)))))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_s (local.get $bin) (local.get $end)))
        (local.set $left (i64x2.add (local.get $left)
          (v128.load (i32.add (local.get $histogram) (i32.shl (local.get $bin) (i32.const 4))))))
        (local.set $packed (i64x2.extract_lane 1 (local.get $left)))
        (local.set $leftCount (i32.wrap_i64 (i64.shr_u (local.get $packed) (local.get $shift))))
        (block $skip
          ;; Too few rows on the left, or an empty bin, which repeats the split before it.
          (br_if $skip (i32.lt_s (local.get $leftCount) (local.get $minimumRows)))
          (br_if $skip (i32.eq (local.get $leftCount) (local.get $lastCount)))
          (local.set $lastCount (local.get $leftCount))
          (br_if $done (i32.lt_s (i32.sub (local.get $count) (local.get $leftCount)) (local.get $minimumRows)))
          (local.set $leftHessian (f64.mul (local.get $hessianUnit)
            (f64.convert_i64_s (i64.and (local.get $packed) (local.get $mask)))))
          (br_if $skip (f64.lt (local.get $leftHessian) (local.get $minimumHessian)))
          (local.set $rightHessian (f64.sub (local.get $hessian) (local.get $leftHessian)))
          (br_if $done (f64.lt (local.get $rightHessian) (local.get $minimumHessian)))
          (local.set $leftGradient (f64.mul (local.get $gradientUnit)
            (f64.convert_i64_s (i64x2.extract_lane 0 (local.get $left)))))
          (local.set $rightGradient (f64.sub (local.get $gradient) (local.get $leftGradient)))
          (local.set $pair (f64x2.replace_lane 1 (f64x2.splat (local.get $leftGradient)) (local.get $rightGradient)))
          (local.set $pair (f64x2.div (f64x2.mul (local.get $pair) (local.get $pair))
            (f64x2.add (f64x2.splat (local.get $l2))
              (f64x2.replace_lane 1 (f64x2.splat (local.get $leftHessian)) (local.get $rightHessian)))))
          (local.set $gain (f64.sub
            (f64.add (f64x2.extract_lane 0 (local.get $pair)) (f64x2.extract_lane 1 (local.get $pair)))
            (local.get $score)))
          (br_if $skip (i32.eqz (f64.gt (local.get $gain) (local.get $best))))
          (local.set $best (local.get $gain))
          (f64.store (local.get $out) (local.get $gain))
          (f64.store offset=8 (local.get $out) (f64.convert_i32_s (local.get $bin)))
          (f64.store offset=16 (local.get $out) (f64.convert_i32_s (local.get $missingGoesLeft)))
          (f64.store offset=24 (local.get $out) (local.get $leftGradient))
          (f64.store offset=32 (local.get $out) (local.get $leftHessian))
          (f64.store offset=40 (local.get $out) (f64.convert_i32_s (local.get $leftCount))))
        (local.set $bin (i32.add (local.get $bin) (i32.const 1)))
        (br $next))))

  ;; Fixed-point gradient p - y and hessian p (1 - p) of the logistic loss, times weight, with p = 1 / (1 + exp(-raw)).
  ;; Two rows at a time, so an odd `count` reads and writes one row of padding. The exponential is that of a polynomial
  ;; of degree 13 on [-ln 2 / 2, ln 2 / 2], exact to the last bits.
  (func (export "writeLogistic")
    (param $raw i32) (param $values i32) (param $weights i32) (param $count i32)
    (param $gradientScale f64) (param $hessianScale f64) (param $pairs i32)
    (local $end i32) (local $x v128) (local $k v128) (local $r v128) (local $e v128) (local $p v128) (local $g v128)
    (local.set $end (i32.add (local.get $raw) (i32.shl (local.get $count) (i32.const 3))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $raw) (local.get $end)))
        ;; exp(x) = 2^k exp(r)
        (local.set $x (f64x2.max (v128.const f64x2 -700 -700)
          (f64x2.min (v128.const f64x2 700 700) (f64x2.neg (v128.load (local.get $raw))))))
        (local.set $k (f64x2.nearest
          (f64x2.mul (local.get $x) (v128.const f64x2 1.4426950408889634 1.4426950408889634))))
        (local.set $r (f64x2.sub
          (f64x2.sub (local.get $x)
            (f64x2.mul (local.get $k) (v128.const f64x2 0x1.62e42fee00000p-1 0x1.62e42fee00000p-1)))
          (f64x2.mul (local.get $k) (v128.const f64x2 0x1.a39ef35793c76p-33 0x1.a39ef35793c76p-33))))
        (local.set $e (v128.const f64x2 1.6059043836821613e-10 1.6059043836821613e-10))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 2.08767569878681e-09 2.08767569878681e-09)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 2.505210838544172e-08 2.505210838544172e-08)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 2.755731922398589e-07 2.755731922398589e-07)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 2.7557319223985893e-06 2.7557319223985893e-06)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 2.48015873015873e-05 2.48015873015873e-05)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 0.0001984126984126984 0.0001984126984126984)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 0.001388888888888889 0.001388888888888889)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 0.008333333333333333 0.008333333333333333)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 0.041666666666666664 0.041666666666666664)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 0.16666666666666666 0.16666666666666666)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 0.5 0.5)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 1.0 1.0)))
        (local.set $e (f64x2.add (f64x2.mul (local.get $e) (local.get $r)) (v128.const f64x2 1.0 1.0)))
        ;; k to the exponent: adding 1.5 * 2^52 leaves k in the low bits.
        (local.set $e (i64x2.add (local.get $e)
          (i64x2.shl (f64x2.add (local.get $k) (v128.const f64x2 6755399441055744 6755399441055744))
            (i32.const 52))))
        (local.set $p (f64x2.div (v128.const f64x2 1 1) (f64x2.add (v128.const f64x2 1 1) (local.get $e))))
        (local.set $g (i32x4.trunc_sat_f64x2_s_zero (f64x2.nearest
          (f64x2.mul (f64x2.splat (local.get $gradientScale))
            (f64x2.mul (v128.load (local.get $weights))
              (f64x2.sub (local.get $p) (v128.load (local.get $values))))))))
        (v128.store (local.get $pairs) (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
          (local.get $g)
          (i32x4.trunc_sat_f64x2_s_zero (f64x2.nearest
            (f64x2.mul (f64x2.splat (local.get $hessianScale))
              (f64x2.mul (v128.load (local.get $weights))
                (f64x2.mul (local.get $p) (f64x2.sub (v128.const f64x2 1 1) (local.get $p)))))))))
        (local.set $raw (i32.add (local.get $raw) (i32.const 16)))
        (local.set $values (i32.add (local.get $values) (i32.const 16)))
        (local.set $weights (i32.add (local.get $weights) (i32.const 16)))
        (local.set $pairs (i32.add (local.get $pairs) (i32.const 16)))
        (br $next))))

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
