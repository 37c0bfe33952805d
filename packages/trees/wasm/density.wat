;; The inner loops of boosted densities; `src/density/kernels/density-kernels.ts` says what each one does.
;; `src/density/kernels/wasm-binary.ts` is generated from this file by `wasm/generate-density.ts`.
;;
;; `test/density/reference/plain-kernels.ts` does the same arithmetic in the same order, to the last bit.
(module
  (import "env" "memory" (memory 1))

  (func (export "spreadTable")
    (param $table i32) (param $width i32) (param $groups i32) (param $count i32) (param $shares i32)
    (local $bytes i32) (local $from i32) (local $end i32) (local $last i32)
    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))
    (local.set $last (i32.add (local.get $shares) (i32.mul (local.get $count) (local.get $bytes))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $shares) (local.get $last)))
        (local.set $from (local.get $table))
        (if (local.get $groups)
          (then
            (local.set $from (i32.add (local.get $table)
              (i32.mul (i32.load8_u (local.get $groups)) (local.get $bytes))))
            (local.set $groups (i32.add (local.get $groups) (i32.const 1)))))
        (local.set $end (i32.add (local.get $shares) (local.get $bytes)))
        (loop $lanes
          (v128.store (local.get $shares) (v128.load (local.get $from)))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (local.set $shares (i32.add (local.get $shares) (i32.const 16)))
          (br_if $lanes (i32.lt_u (local.get $shares) (local.get $end))))
        (br $row))))

  (func (export "advanceRows")
    (param $shares i32) (param $width i32) (param $count i32) (param $leaves i32) (param $factors i32)
    (param $codes i32) (param $projections i32) (param $sketches i32)
    (local $bytes i32) (local $last i32) (local $from i32) (local $end i32) (local $by i32) (local $p i32)
    (local $two i32) (local $three i32) (local $share v128) (local $sum v128) (local $scale v128)
    (local $a v128) (local $b v128) (local $c v128) (local $zero v128)
    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))
    (local.set $two (i32.shl (local.get $bytes) (i32.const 1)))
    (local.set $three (i32.add (local.get $bytes) (local.get $two)))
    (local.set $last (i32.add (local.get $shares) (i32.mul (local.get $count) (local.get $bytes))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $shares) (local.get $last)))
        (local.set $by (i32.add (local.get $factors)
          (i32.mul (i32.load8_u (local.get $leaves)) (local.get $bytes))))
        (local.set $leaves (i32.add (local.get $leaves) (i32.const 1)))
        (local.set $end (i32.add (local.get $shares) (local.get $bytes)))
        (local.set $from (local.get $shares))
        (local.set $sum (local.get $zero))
        (loop $lanes
          (local.set $share (f32x4.mul (v128.load (local.get $from)) (v128.load (local.get $by))))
          (v128.store (local.get $from) (local.get $share))
          (local.set $sum (f32x4.add (local.get $sum) (local.get $share)))
          (local.set $by (i32.add (local.get $by) (i32.const 16)))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br_if $lanes (i32.lt_u (local.get $from) (local.get $end))))
        (local.set $sum (f32x4.add (local.get $sum)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $sum) (local.get $sum))))
        (local.set $scale (f32x4.splat (f32.div (f32.const 1)
          (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum))))))
        (if (i32.eqz (local.get $sketches))
          (then
            (loop $scaled
              (local.set $share (f32x4.mul (v128.load (local.get $shares)) (local.get $scale)))
              (v128.store (local.get $shares) (v128.and (local.get $share)
                (f32x4.gt (local.get $share) (v128.const f32x4 1e-30 1e-30 1e-30 1e-30))))
              (local.set $shares (i32.add (local.get $shares) (i32.const 16)))
              (br_if $scaled (i32.lt_u (local.get $shares) (local.get $end))))
            (br $row)))
        (local.set $a (local.get $zero))
        (local.set $b (local.get $zero))
        (local.set $c (local.get $zero))
        (local.set $p (local.get $projections))
        (loop $sketched
          (local.set $share (f32x4.mul (v128.load (local.get $shares)) (local.get $scale)))
          (local.set $share (v128.and (local.get $share)
            (f32x4.gt (local.get $share) (v128.const f32x4 1e-30 1e-30 1e-30 1e-30))))
          (v128.store (local.get $shares) (local.get $share))
          (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $share) (v128.load (local.get $p)))))
          (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $share)
            (v128.load (i32.add (local.get $p) (local.get $bytes))))))
          (local.set $c (f32x4.add (local.get $c) (f32x4.mul (local.get $share)
            (v128.load (i32.add (local.get $p) (local.get $two))))))
          (local.set $p (i32.add (local.get $p) (i32.const 16)))
          (local.set $shares (i32.add (local.get $shares) (i32.const 16)))
          (br_if $sketched (i32.lt_u (local.get $shares) (local.get $end))))
        ;; a = [a0+a2, b0+b2, a1+a3, b1+b3], c = [c0+c2, 0, c1+c3, 0]
        (local.set $a (f32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
        (local.set $c (f32x4.add
          (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $zero))
          (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $zero))))
        (v128.store (local.get $sketches) (f32x4.sub
          (v128.load (i32.add (i32.add (local.get $projections) (local.get $three))
            (i32.shl (i32.load8_u (local.get $codes)) (i32.const 4))))
          (f32x4.add
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c)))))
        (local.set $codes (i32.add (local.get $codes) (i32.const 1)))
        (local.set $sketches (i32.add (local.get $sketches) (i32.const 16)))
        (br $row))))

  (func (export "multiplyRows")
    (param $shares i32) (param $width i32) (param $count i32) (param $leaves i32) (param $factors i32)
    (local $bytes i32) (local $last i32) (local $end i32) (local $by i32)
    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))
    (local.set $last (i32.add (local.get $shares) (i32.mul (local.get $count) (local.get $bytes))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $shares) (local.get $last)))
        (local.set $by (i32.add (local.get $factors)
          (i32.mul (i32.load8_u (local.get $leaves)) (local.get $bytes))))
        (local.set $leaves (i32.add (local.get $leaves) (i32.const 1)))
        (local.set $end (i32.add (local.get $shares) (local.get $bytes)))
        (loop $lanes
          (v128.store (local.get $shares)
            (f32x4.mul (v128.load (local.get $shares)) (v128.load (local.get $by))))
          (local.set $by (i32.add (local.get $by) (i32.const 16)))
          (local.set $shares (i32.add (local.get $shares) (i32.const 16)))
          (br_if $lanes (i32.lt_u (local.get $shares) (local.get $end))))
        (br $row))))

  (func (export "pickShares")
    (param $shares i32) (param $width i32) (param $count i32) (param $codes i32) (param $out i32)
    (local $bytes i32) (local $last i32) (local $end i32) (local $sum v128) (local $picked f32)
    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))
    (local.set $last (i32.add (local.get $shares) (i32.mul (local.get $count) (local.get $bytes))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $shares) (local.get $last)))
        (local.set $picked (f32.load (i32.add (local.get $shares)
          (i32.shl (i32.load8_u (local.get $codes)) (i32.const 2)))))
        (local.set $codes (i32.add (local.get $codes) (i32.const 1)))
        (local.set $end (i32.add (local.get $shares) (local.get $bytes)))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (loop $lanes
          (local.set $sum (f32x4.add (local.get $sum) (v128.load (local.get $shares))))
          (local.set $shares (i32.add (local.get $shares) (i32.const 16)))
          (br_if $lanes (i32.lt_u (local.get $shares) (local.get $end))))
        (local.set $sum (f32x4.add (local.get $sum)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $sum) (local.get $sum))))
        (f32.store (local.get $out) (f32.div (local.get $picked)
          (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (br $row))))

  ;; Natural logarithm of positive f32 that are not subnormal: the polynomial of Cephes' logf.
  (func $log (param $x v128) (result v128)
    (local $e v128) (local $z v128) (local $y v128)
    (local.set $e (i32x4.shr_s (i32x4.sub (local.get $x) (i32x4.splat (i32.const 0x3f3504f3))) (i32.const 23)))
    (local.set $x (f32x4.sub (i32x4.sub (local.get $x) (i32x4.shl (local.get $e) (i32.const 23)))
      (f32x4.splat (f32.const 1))))
    (local.set $e (f32x4.convert_i32x4_s (local.get $e)))
    (local.set $z (f32x4.mul (local.get $x) (local.get $x)))
    (local.set $y (f32x4.splat (f32.const 7.0376836292e-2)))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const -1.1514610310e-1))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 1.1676998740e-1))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const -1.2420140846e-1))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 1.4249322787e-1))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const -1.6668057665e-1))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 2.0000714765e-1))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const -2.4999993993e-1))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 3.3333331174e-1))))
    (local.set $y (f32x4.mul (f32x4.mul (local.get $y) (local.get $x)) (local.get $z)))
    (local.set $y (f32x4.add (local.get $y)
      (f32x4.mul (local.get $e) (f32x4.splat (f32.const -2.12194440e-4)))))
    (local.set $y (f32x4.sub (local.get $y) (f32x4.mul (f32x4.splat (f32.const 0.5)) (local.get $z))))
    (f32x4.add (f32x4.add (local.get $x) (local.get $y))
      (f32x4.mul (local.get $e) (f32x4.splat (f32.const 0.693359375)))))

  ;; e^x, with x held within -87 and 87: the polynomial of Cephes' expf.
  (func $exp (param $x v128) (result v128)
    (local $n v128) (local $y v128)
    (local.set $x (f32x4.min (f32x4.max (local.get $x) (f32x4.splat (f32.const -87))) (f32x4.splat (f32.const 87))))
    (local.set $n (f32x4.floor (f32x4.add
      (f32x4.mul (local.get $x) (f32x4.splat (f32.const 1.44269504088896341))) (f32x4.splat (f32.const 0.5)))))
    (local.set $x (f32x4.sub (f32x4.sub (local.get $x)
      (f32x4.mul (local.get $n) (f32x4.splat (f32.const 0.693359375))))
      (f32x4.mul (local.get $n) (f32x4.splat (f32.const -2.12194440e-4)))))
    (local.set $y (f32x4.splat (f32.const 1.9875691500e-4)))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 1.3981999507e-3))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 8.3334519073e-3))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 4.1665795894e-2))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 1.6666665459e-1))))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $x)) (f32x4.splat (f32.const 5.0000001201e-1))))
    (local.set $y (f32x4.add (f32x4.add
      (f32x4.mul (local.get $y) (f32x4.mul (local.get $x) (local.get $x))) (local.get $x))
      (f32x4.splat (f32.const 1))))
    (f32x4.mul (local.get $y)
      (i32x4.shl (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $n)) (i32x4.splat (i32.const 127)))
        (i32.const 23))))

  (func (export "sumLogs") (param $values i32) (param $count i32) (param $floor f32) (result f64)
    (local $end i32) (local $logs v128) (local $sum f64)
    (local.set $end (i32.add (local.get $values) (i32.shl (local.get $count) (i32.const 2))))
    ;; Ones after the last value, whose logarithm is zero.
    (v128.store align=4 (local.get $end) (f32x4.splat (f32.const 1)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $values) (local.get $end)))
        (local.set $logs (call $log
          (f32x4.max (v128.load (local.get $values)) (f32x4.splat (local.get $floor)))))
        (local.set $sum (f64.add (local.get $sum) (f64.promote_f32 (f32x4.extract_lane 0 (local.get $logs)))))
        (local.set $sum (f64.add (local.get $sum) (f64.promote_f32 (f32x4.extract_lane 1 (local.get $logs)))))
        (local.set $sum (f64.add (local.get $sum) (f64.promote_f32 (f32x4.extract_lane 2 (local.get $logs)))))
        (local.set $sum (f64.add (local.get $sum) (f64.promote_f32 (f32x4.extract_lane 3 (local.get $logs)))))
        (local.set $values (i32.add (local.get $values) (i32.const 16)))
        (br $next)))
    (local.get $sum))

  (func (export "leafFactors")
    (param $observed i32) (param $expected i32) (param $count i32) (param $learningRate f32) (param $pseudoCount f32)
    (param $out i32)
    (local $end i32) (local $a v128) (local $rate v128)
    (local.set $a (f32x4.splat (local.get $pseudoCount)))
    (local.set $rate (f32x4.splat (local.get $learningRate)))
    (local.set $end (i32.add (local.get $observed) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $observed) (local.get $end)))
        (v128.store (local.get $out) (call $exp (f32x4.mul (local.get $rate) (call $log
          (f32x4.div (f32x4.add (v128.load (local.get $observed)) (local.get $a))
            (f32x4.add (v128.load (local.get $expected)) (local.get $a)))))))
        (local.set $observed (i32.add (local.get $observed) (i32.const 16)))
        (local.set $expected (i32.add (local.get $expected) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br $next))))

  (func (export "fillHistogram")
    (param $rows i32) (param $count i32) (param $bins i32) (param $rowBytes i32)
    (param $features i32) (param $featureCount i32) (param $sketches i32) (param $histogram i32)
    (local $end i32) (local $row i32) (local $sketch v128) (local $at i32) (local $from i32)
    (local $feature i32) (local $fours i32) (local $last i32) (local $zero v128)
    (local.set $last (i32.add (local.get $features) (i32.shl (local.get $featureCount) (i32.const 4))))
    (local.set $fours (i32.add (local.get $features)
      (i32.shl (i32.and (local.get $featureCount) (i32.const -4)) (i32.const 4))))
    (local.set $feature (local.get $features))
    (block $cleared
      (loop $next
        (br_if $cleared (i32.ge_u (local.get $feature) (local.get $last)))
        (local.set $at (i32.add (local.get $histogram) (i32.load (local.get $feature))))
        (local.set $end (i32.add (local.get $at)
          (i32.shl (i32.load offset=4 (local.get $feature)) (i32.const 4))))
        (loop $bin
          (v128.store (local.get $at) (local.get $zero))
          (br_if $bin (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
        (local.set $feature (i32.add (local.get $feature) (i32.const 16)))
        (br $next)))
    (local.set $end (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $row (i32.load (local.get $rows)))
        (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
        (local.set $from (i32.add (local.get $bins) (i32.mul (local.get $row) (local.get $rowBytes))))
        (local.set $sketch (v128.load (i32.add (local.get $sketches) (i32.shl (local.get $row) (i32.const 4)))))
        (local.set $feature (local.get $features))
        (block $four
          (loop $more
            (br_if $four (i32.ge_u (local.get $feature) (local.get $fours)))
            (local.set $at (i32.add (local.get $histogram) (i32.shl (i32.load16_u
              (i32.add (local.get $from) (i32.load offset=12 (local.get $feature)))) (i32.const 4))))
            (v128.store (local.get $at) (f32x4.add (v128.load (local.get $at)) (local.get $sketch)))
            (local.set $at (i32.add (local.get $histogram) (i32.shl (i32.load16_u
              (i32.add (local.get $from) (i32.load offset=28 (local.get $feature)))) (i32.const 4))))
            (v128.store (local.get $at) (f32x4.add (v128.load (local.get $at)) (local.get $sketch)))
            (local.set $at (i32.add (local.get $histogram) (i32.shl (i32.load16_u
              (i32.add (local.get $from) (i32.load offset=44 (local.get $feature)))) (i32.const 4))))
            (v128.store (local.get $at) (f32x4.add (v128.load (local.get $at)) (local.get $sketch)))
            (local.set $at (i32.add (local.get $histogram) (i32.shl (i32.load16_u
              (i32.add (local.get $from) (i32.load offset=60 (local.get $feature)))) (i32.const 4))))
            (v128.store (local.get $at) (f32x4.add (v128.load (local.get $at)) (local.get $sketch)))
            (local.set $feature (i32.add (local.get $feature) (i32.const 64)))
            (br $more)))
        (block $one
          (loop $more
            (br_if $one (i32.ge_u (local.get $feature) (local.get $last)))
            (local.set $at (i32.add (local.get $histogram) (i32.shl (i32.load16_u
              (i32.add (local.get $from) (i32.load offset=12 (local.get $feature)))) (i32.const 4))))
            (v128.store (local.get $at) (f32x4.add (v128.load (local.get $at)) (local.get $sketch)))
            (local.set $feature (i32.add (local.get $feature) (i32.const 16)))
            (br $more)))
        (br $next))))

  (func (export "subtract")
    (param $parent i32) (param $child i32) (param $features i32) (param $featureCount i32)
    (local $last i32) (local $at i32) (local $from i32) (local $end i32)
    (local.set $last (i32.add (local.get $features) (i32.shl (local.get $featureCount) (i32.const 4))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $features) (local.get $last)))
        (local.set $at (i32.add (local.get $parent) (i32.load (local.get $features))))
        (local.set $from (i32.add (local.get $child) (i32.load (local.get $features))))
        (local.set $end (i32.add (local.get $at)
          (i32.shl (i32.load offset=4 (local.get $features)) (i32.const 4))))
        (loop $bin
          (v128.store (local.get $at) (f32x4.sub (v128.load (local.get $at)) (v128.load (local.get $from))))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br_if $bin (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
        (local.set $features (i32.add (local.get $features) (i32.const 16)))
        (br $next))))

  (func (export "sumBins") (param $histogram i32) (param $bins i32) (param $out i32)
    (local $end i32) (local $sum v128)
    (local.set $end (i32.add (local.get $histogram) (i32.shl (local.get $bins) (i32.const 4))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $histogram) (local.get $end)))
        (local.set $sum (f32x4.add (local.get $sum) (v128.load (local.get $histogram))))
        (local.set $histogram (i32.add (local.get $histogram) (i32.const 16)))
        (br $next)))
    (v128.store (local.get $out) (local.get $sum)))

  (func (export "partition")
    (param $rows i32) (param $count i32) (param $codes i32) (param $goesLeft i32) (param $scratch i32) (result i32)
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
          (i32.load8_u (i32.add (local.get $goesLeft) (i32.load8_u (i32.add (local.get $codes) (local.get $row)))))
          (i32.const 2)))
        (i32.store (local.get $left) (local.get $row))
        (i32.store (local.get $right) (local.get $row))
        (local.set $left (i32.add (local.get $left) (local.get $goes)))
        (local.set $right (i32.sub (i32.add (local.get $right) (i32.const 4)) (local.get $goes)))
        (local.set $from (i32.add (local.get $from) (i32.const 4)))
        (br $next)))
    (memory.copy (local.get $left) (local.get $scratch) (i32.sub (local.get $right) (local.get $scratch)))
    (i32.shr_u (i32.sub (local.get $left) (local.get $rows)) (i32.const 2)))

  ;; The gain of a split, from the bins of its left side and of the node.
  (func $gain (param $left v128) (param $all v128) (param $l2 v128) (result f32)
    (local $right v128) (local $sides v128) (local $squares v128)
    (local.set $right (f32x4.sub (local.get $all) (local.get $left)))
    ;; [left rows, right rows, ...] + l2
    (local.set $sides (f32x4.add (local.get $l2)
      (i8x16.shuffle 12 13 14 15 28 29 30 31 12 13 14 15 28 29 30 31 (local.get $left) (local.get $right))))
    (local.set $left (v128.and (local.get $left) (v128.const i32x4 -1 -1 -1 0)))
    (local.set $right (v128.and (local.get $right) (v128.const i32x4 -1 -1 -1 0)))
    (local.set $left (f32x4.mul (local.get $left) (local.get $left)))
    (local.set $right (f32x4.mul (local.get $right) (local.get $right)))
    (local.set $squares (f32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $left) (local.get $right))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $left) (local.get $right))))
    (local.set $squares (f32x4.add (local.get $squares)
      (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $squares) (local.get $squares))))
    (local.set $squares (f32x4.div (local.get $squares) (local.get $sides)))
    (f32.add (f32x4.extract_lane 0 (local.get $squares)) (f32x4.extract_lane 1 (local.get $squares))))

  (func $scanThresholds
    (param $histogram i32) (param $bins i32) (param $totals i32) (param $minimumRows f32) (param $l2 f32)
    (param $out i32) (result i32)
    (local $bin i32) (local $end i32) (local $left v128) (local $all v128) (local $penalty v128) (local $most f32)
    (local $gain f32) (local $best f32) (local $bestBin i32) (local $bestLeft v128)
    (local $right v128) (local $sides v128) (local $squares v128) (local $l v128) (local $r v128)
    (local.set $all (v128.load (local.get $totals)))
    (local.set $penalty (f32x4.splat (local.get $l2)))
    (local.set $best (f32.load (local.get $out)))
    (local.set $bestBin (i32.const -1))
    (local.set $end (i32.sub (local.get $bins) (i32.const 1)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_s (local.get $bin) (local.get $end)))
        (local.set $left (f32x4.add (local.get $left) (v128.load (local.get $histogram))))
        (local.set $histogram (i32.add (local.get $histogram) (i32.const 16)))
        (local.set $right (f32x4.sub (local.get $all) (local.get $left)))
        (br_if $done (f32.lt (f32x4.extract_lane 3 (local.get $right)) (local.get $minimumRows)))
        (if (f32.ge (f32x4.extract_lane 3 (local.get $left)) (local.get $minimumRows))
          (then
            ;; As in $gain.
            (local.set $sides (f32x4.add (local.get $penalty)
              (i8x16.shuffle 12 13 14 15 28 29 30 31 12 13 14 15 28 29 30 31 (local.get $left) (local.get $right))))
            (local.set $l (v128.and (local.get $left) (v128.const i32x4 -1 -1 -1 0)))
            (local.set $r (v128.and (local.get $right) (v128.const i32x4 -1 -1 -1 0)))
            (local.set $l (f32x4.mul (local.get $l) (local.get $l)))
            (local.set $r (f32x4.mul (local.get $r) (local.get $r)))
            (local.set $squares (f32x4.add
              (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $l) (local.get $r))
              (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $l) (local.get $r))))
            (local.set $squares (f32x4.add (local.get $squares)
              (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $squares) (local.get $squares))))
            (local.set $squares (f32x4.div (local.get $squares) (local.get $sides)))
            (local.set $gain
              (f32.add (f32x4.extract_lane 0 (local.get $squares)) (f32x4.extract_lane 1 (local.get $squares))))
            (if (f32.gt (local.get $gain) (local.get $best))
              (then
                (local.set $best (local.get $gain))
                (local.set $bestBin (local.get $bin))
                (local.set $bestLeft (local.get $left))))))
        (local.set $bin (i32.add (local.get $bin) (i32.const 1)))
        (br $next)))
    (if (i32.lt_s (local.get $bestBin) (i32.const 0)) (then (return (i32.const 0))))
    (f32.store (local.get $out) (local.get $best))
    (i32.store offset=4 (local.get $out) (local.get $bestBin))
    (v128.store offset=16 (local.get $out) (local.get $bestLeft))
    (i32.const 1))

  ;; `scratch`: keys of the codes that occur (256 f32), these codes (256 bytes), and the codes in order (256 bytes).
  (func $scanSets
    (param $histogram i32) (param $bins i32) (param $totals i32) (param $minimumRows f32) (param $l2 f32)
    (param $out i32) (param $order i32) (param $scratch i32) (result i32)
    (local $bin i32) (local $present i32) (local $sorted i32) (local $count i32) (local $sketch i32) (local $i i32)
    (local $j i32) (local $at i32) (local $key v128) (local $keys v128) (local $ranks v128) (local $numbers v128)
    (local $own v128) (local $padded i32) (local $left v128) (local $all v128) (local $penalty v128)
    (local $gain f32) (local $best f32) (local $bestCount i32) (local $found i32)
    (local.set $all (v128.load (local.get $totals)))
    (local.set $penalty (f32x4.splat (local.get $l2)))
    (local.set $best (f32.load (local.get $out)))
    (local.set $present (i32.add (local.get $scratch) (i32.const 1024)))
    (local.set $sorted (i32.add (local.get $scratch) (i32.const 1280)))
    (loop $each
      (if (i32.lt_s (local.get $bin) (local.get $bins))
        (then
          (i32.store8 (i32.add (local.get $present) (local.get $count)) (local.get $bin))
          (local.set $count (i32.add (local.get $count) (f32.gt
            (f32.load offset=12 (i32.add (local.get $histogram) (i32.shl (local.get $bin) (i32.const 4))))
            (f32.const 0.5))))
          (local.set $bin (i32.add (local.get $bin) (i32.const 1)))
          (br $each))))
    (if (i32.lt_s (local.get $count) (i32.const 2)) (then (return (i32.const 0))))
    (local.set $padded (i32.and (i32.add (local.get $count) (i32.const 3)) (i32.const -4)))
    (loop $sketched
      ;; Keys: means that lean to zero where rows are few.
      (local.set $i (i32.const 0))
      (loop $keyed
        (local.set $at (i32.add (local.get $histogram)
          (i32.shl (i32.load8_u (i32.add (local.get $present) (local.get $i))) (i32.const 4))))
        (f32.store (i32.add (local.get $scratch) (i32.shl (local.get $i) (i32.const 2)))
          (f32.div (f32.load (i32.add (local.get $at) (i32.shl (local.get $sketch) (i32.const 2))))
            (f32.add (f32.load offset=12 (local.get $at)) (f32.const 10))))
        (br_if $keyed (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
      (loop $padding
        (if (i32.lt_s (local.get $i) (local.get $padded))
          (then
            (f32.store (i32.add (local.get $scratch) (i32.shl (local.get $i) (i32.const 2))) (f32.const inf))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br $padding))))
      ;; A code's place is the number of smaller keys, and of equal ones before it.
      (local.set $i (i32.const 0))
      (loop $ranked
        (local.set $key (v128.load32_splat (i32.add (local.get $scratch) (i32.shl (local.get $i) (i32.const 2)))))
        (local.set $own (i32x4.splat (local.get $i)))
        (local.set $numbers (v128.const i32x4 0 1 2 3))
        (local.set $ranks (v128.const i32x4 0 0 0 0))
        (local.set $j (i32.const 0))
        (loop $compared
          (local.set $keys (v128.load (i32.add (local.get $scratch) (i32.shl (local.get $j) (i32.const 2)))))
          (local.set $ranks (i32x4.sub (local.get $ranks) (v128.or
            (f32x4.lt (local.get $keys) (local.get $key))
            (v128.and (f32x4.eq (local.get $keys) (local.get $key))
              (i32x4.lt_s (local.get $numbers) (local.get $own))))))
          (local.set $numbers (i32x4.add (local.get $numbers) (i32x4.splat (i32.const 4))))
          (br_if $compared
            (i32.lt_s (local.tee $j (i32.add (local.get $j) (i32.const 4))) (local.get $padded))))
        (local.set $ranks (i32x4.add (local.get $ranks)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $ranks) (local.get $ranks))))
        (i32.store8
          (i32.add (local.get $sorted)
            (i32.add (i32x4.extract_lane 0 (local.get $ranks)) (i32x4.extract_lane 1 (local.get $ranks))))
          (i32.load8_u (i32.add (local.get $present) (local.get $i))))
        (br_if $ranked (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
      ;; Prefixes of the order.
      (local.set $left (v128.const i32x4 0 0 0 0))
      (local.set $bestCount (i32.const 0))
      (local.set $i (i32.const 0))
      (block $done
        (loop $next
          (local.set $left (f32x4.add (local.get $left) (v128.load (i32.add (local.get $histogram)
            (i32.shl (i32.load8_u (i32.add (local.get $sorted) (local.get $i))) (i32.const 4))))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $done (i32.ge_s (local.get $i) (local.get $count)))
          (br_if $done (f32.lt
            (f32.sub (f32x4.extract_lane 3 (local.get $all)) (f32x4.extract_lane 3 (local.get $left)))
            (local.get $minimumRows)))
          (br_if $next (f32.lt (f32x4.extract_lane 3 (local.get $left)) (local.get $minimumRows)))
          (local.set $gain (call $gain (local.get $left) (local.get $all) (local.get $penalty)))
          (if (f32.gt (local.get $gain) (local.get $best))
            (then
              (local.set $best (local.get $gain))
              (local.set $bestCount (local.get $i))
              (v128.store offset=16 (local.get $out) (local.get $left))))
          (br $next)))
      (if (local.get $bestCount)
        (then
          (local.set $found (i32.const 1))
          (f32.store (local.get $out) (local.get $best))
          (i32.store offset=4 (local.get $out) (local.get $bestCount))
          (memory.copy (local.get $order) (local.get $sorted) (local.get $bestCount))))
      (br_if $sketched (i32.lt_s (local.tee $sketch (i32.add (local.get $sketch) (i32.const 1))) (i32.const 3))))
    (local.get $found))

  (func (export "searchNode")
    (param $histogram i32) (param $features i32) (param $count i32) (param $totals i32) (param $minimumRows f32)
    (param $l2 f32) (param $out i32) (param $order i32) (param $scratch i32) (result i32)
    (local $feature i32) (local $best i32) (local $found i32)
    (local.set $best (i32.const -1))
    (loop $next
      (if (i32.lt_s (local.get $feature) (local.get $count))
        (then
          (if (i32.load offset=8 (local.get $features))
            (then
              (local.set $found (call $scanSets
                (i32.add (local.get $histogram) (i32.load (local.get $features)))
                (i32.load offset=4 (local.get $features)) (local.get $totals) (local.get $minimumRows)
                (local.get $l2) (local.get $out) (local.get $order) (local.get $scratch))))
            (else
              (local.set $found (call $scanThresholds
                (i32.add (local.get $histogram) (i32.load (local.get $features)))
                (i32.load offset=4 (local.get $features)) (local.get $totals) (local.get $minimumRows)
                (local.get $l2) (local.get $out)))))
          (local.set $best (select (local.get $feature) (local.get $best) (local.get $found)))
          (local.set $features (i32.add (local.get $features) (i32.const 16)))
          (local.set $feature (i32.add (local.get $feature) (i32.const 1)))
          (br $next))))
    (local.get $best))

  ;; One byte a row: all ones where the code is in a set.
  (func $isIn (param $codes v128) (param $set i32) (result v128)
    (local $low v128) (local $high v128) (local $bit v128)
    (local.set $low (v128.and (local.get $codes) (i8x16.splat (i32.const 15))))
    (local.set $high (i8x16.shr_u (local.get $codes) (i32.const 4)))
    (local.set $bit (i8x16.swizzle (v128.const i8x16 1 2 4 8 16 32 64 -128 1 2 4 8 16 32 64 -128) (local.get $high)))
    (i8x16.ne
      (v128.and (local.get $bit)
        (v128.bitselect
          (i8x16.swizzle (v128.load offset=16 align=1 (local.get $set)) (local.get $low))
          (i8x16.swizzle (v128.load align=1 (local.get $set)) (local.get $low))
          (i8x16.lt_s (local.get $codes) (v128.const i32x4 0 0 0 0))))
      (v128.const i32x4 0 0 0 0)))

  (func (export "findLeaves")
    (param $codes i32) (param $nodes i32) (param $nodeCount i32) (param $sets i32) (param $slots i32)
    (param $count i32) (param $out i32)
    (local $node i32) (local $nodeEnd i32) (local $end i32) (local $slot i32) (local $from i32) (local $test i32)
    (local $left i32) (local $right i32) (local $limit v128)
    (local.set $end (i32.add (local.get $codes) (local.get $count)))
    (local.set $nodeEnd (i32.add (local.get $nodes) (i32.shl (local.get $nodeCount) (i32.const 4))))
    (block $done
      (loop $block
        (br_if $done (i32.ge_u (local.get $codes) (local.get $end)))
        (local.set $node (local.get $nodes))
        (local.set $slot (i32.add (local.get $slots) (i32.const 16384)))
        (loop $next
          (local.set $from (i32.add (local.get $codes) (i32.load (local.get $node))))
          (local.set $test (i32.load offset=4 (local.get $node)))
          (local.set $left (i32.add (local.get $slots)
            (i32.shl (i32.load offset=8 (local.get $node)) (i32.const 6))))
          (local.set $right (i32.add (local.get $slots)
            (i32.shl (i32.load offset=12 (local.get $node)) (i32.const 6))))
          (if (i32.ge_s (local.get $test) (i32.const 0))
            (then
              (local.set $limit (i8x16.splat (local.get $test)))
              (v128.store (local.get $slot) (v128.bitselect (v128.load (local.get $left))
                (v128.load (local.get $right)) (i8x16.le_u (v128.load (local.get $from)) (local.get $limit))))
              (v128.store offset=16 (local.get $slot) (v128.bitselect (v128.load offset=16 (local.get $left))
                (v128.load offset=16 (local.get $right))
                (i8x16.le_u (v128.load offset=16 (local.get $from)) (local.get $limit))))
              (v128.store offset=32 (local.get $slot) (v128.bitselect (v128.load offset=32 (local.get $left))
                (v128.load offset=32 (local.get $right))
                (i8x16.le_u (v128.load offset=32 (local.get $from)) (local.get $limit))))
              (v128.store offset=48 (local.get $slot) (v128.bitselect (v128.load offset=48 (local.get $left))
                (v128.load offset=48 (local.get $right))
                (i8x16.le_u (v128.load offset=48 (local.get $from)) (local.get $limit)))))
            (else
              (local.set $test (i32.add (local.get $sets)
                (i32.shl (i32.xor (local.get $test) (i32.const -1)) (i32.const 5))))
              (v128.store (local.get $slot) (v128.bitselect (v128.load (local.get $left))
                (v128.load (local.get $right)) (call $isIn (v128.load (local.get $from)) (local.get $test))))
              (v128.store offset=16 (local.get $slot) (v128.bitselect (v128.load offset=16 (local.get $left))
                (v128.load offset=16 (local.get $right))
                (call $isIn (v128.load offset=16 (local.get $from)) (local.get $test))))
              (v128.store offset=32 (local.get $slot) (v128.bitselect (v128.load offset=32 (local.get $left))
                (v128.load offset=32 (local.get $right))
                (call $isIn (v128.load offset=32 (local.get $from)) (local.get $test))))
              (v128.store offset=48 (local.get $slot) (v128.bitselect (v128.load offset=48 (local.get $left))
                (v128.load offset=48 (local.get $right))
                (call $isIn (v128.load offset=48 (local.get $from)) (local.get $test))))))
          (local.set $slot (i32.add (local.get $slot) (i32.const 64)))
          (br_if $next
            (i32.lt_u (local.tee $node (i32.add (local.get $node) (i32.const 16))) (local.get $nodeEnd))))
        (local.set $slot (i32.sub (local.get $slot) (i32.const 64)))
        (v128.store (local.get $out) (v128.load (local.get $slot)))
        (v128.store offset=16 (local.get $out) (v128.load offset=16 (local.get $slot)))
        (v128.store offset=32 (local.get $out) (v128.load offset=32 (local.get $slot)))
        (v128.store offset=48 (local.get $out) (v128.load offset=48 (local.get $slot)))
        (local.set $codes (i32.add (local.get $codes) (i32.const 64)))
        (local.set $out (i32.add (local.get $out) (i32.const 64)))
        (br $block))))

  (func (export "sumLeaves")
    (param $shares i32) (param $width i32) (param $count i32) (param $codes i32) (param $leaves i32)
    (param $observed i32) (param $expected i32)
    (local $bytes i32) (local $last i32) (local $end i32) (local $leaf i32) (local $at i32)
    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))
    (local.set $last (i32.add (local.get $shares) (i32.mul (local.get $count) (local.get $bytes))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $shares) (local.get $last)))
        (local.set $leaf (i32.mul (i32.load8_u (local.get $leaves)) (local.get $bytes)))
        (local.set $at (i32.add (i32.add (local.get $observed) (local.get $leaf))
          (i32.shl (i32.load8_u (local.get $codes)) (i32.const 2))))
        (f32.store (local.get $at) (f32.add (f32.load (local.get $at)) (f32.const 1)))
        (local.set $at (i32.add (local.get $expected) (local.get $leaf)))
        (local.set $end (i32.add (local.get $shares) (local.get $bytes)))
        (loop $lanes
          (v128.store (local.get $at)
            (f32x4.add (v128.load (local.get $at)) (v128.load (local.get $shares))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (local.set $shares (i32.add (local.get $shares) (i32.const 16)))
          (br_if $lanes (i32.lt_u (local.get $shares) (local.get $end))))
        (local.set $leaves (i32.add (local.get $leaves) (i32.const 1)))
        (local.set $codes (i32.add (local.get $codes) (i32.const 1)))
        (br $row))))

  (func (export "drawRows")
    (param $shares i32) (param $width i32) (param $count i32) (param $uniforms i32) (param $out i32)
    (local $bytes i32) (local $last i32) (local $from i32) (local $end i32) (local $sum f32) (local $threshold f32)
    (local $drawn i32) (local $share f32)
    (local.set $bytes (i32.shl (local.get $width) (i32.const 2)))
    (local.set $last (i32.add (local.get $shares) (i32.mul (local.get $count) (local.get $bytes))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $shares) (local.get $last)))
        (local.set $end (i32.add (local.get $shares) (local.get $bytes)))
        (local.set $from (local.get $shares))
        (local.set $sum (f32.const 0))
        (loop $add
          (local.set $sum (f32.add (local.get $sum) (f32.load (local.get $from))))
          (local.set $sum (f32.add (local.get $sum) (f32.load offset=4 (local.get $from))))
          (local.set $sum (f32.add (local.get $sum) (f32.load offset=8 (local.get $from))))
          (local.set $sum (f32.add (local.get $sum) (f32.load offset=12 (local.get $from))))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br_if $add (i32.lt_u (local.get $from) (local.get $end))))
        (local.set $threshold (f32.mul (f32.load (local.get $uniforms)) (local.get $sum)))
        (local.set $uniforms (i32.add (local.get $uniforms) (i32.const 4)))
        (local.set $from (local.get $shares))
        (local.set $drawn (local.get $shares))
        (local.set $sum (f32.const 0))
        (block $found
          (loop $next
            (br_if $found (i32.ge_u (local.get $from) (local.get $end)))
            (local.set $share (f32.load (local.get $from)))
            ;; The last class with a share stands where rounding leaves none.
            (local.set $drawn (select (local.get $from) (local.get $drawn) (f32.gt (local.get $share) (f32.const 0))))
            (local.set $sum (f32.add (local.get $sum) (local.get $share)))
            (local.set $from (i32.add (local.get $from) (i32.const 4)))
            (br_if $next (i32.eqz (f32.gt (local.get $sum) (local.get $threshold))))))
        (i32.store8 (local.get $out) (i32.shr_u (i32.sub (local.get $drawn) (local.get $shares)) (i32.const 2)))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (local.set $shares (local.get $end))
        (br $row))))
)
