;; Random numbers for training. `src/kernels/noise-binary.ts` is generated from this file by `wasm/generate.ts`.
;;
;; Numbers come from Threefry-2x32 with 20 rounds (Salmon et al. 2011), four blocks at a time: the words of blocks b to
;; b + 3 fill eight places, first words before second ones. Counts are multiples of eight. Every operation is rounded to
;; 32 bits in one way, so all machines draw the same numbers, to the last bit.
(module
  (import "env" "memory" (memory 1))

  ;; The first and second words of blocks $block to $block + 3.
  (func $threefry (param $key0 i32) (param $key1 i32) (param $block i32) (result v128 v128)
    (local $key2 i32) (local $x0 v128) (local $x1 v128)
    (local.set $key2 (i32.xor (i32.const 0x1bd11bda) (i32.xor (local.get $key0) (local.get $key1))))
    (local.set $x0 (i32x4.add (i32x4.splat (local.get $block)) (v128.const i32x4 0 1 2 3)))
    (local.set $x0 (i32x4.add (local.get $x0) (i32x4.splat (local.get $key0))))
    (local.set $x1 (i32x4.splat (local.get $key1)))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 13)) (i32x4.shr_u (local.get $x1) (i32.const 19)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 15)) (i32x4.shr_u (local.get $x1) (i32.const 17)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 26)) (i32x4.shr_u (local.get $x1) (i32.const 6)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 6)) (i32x4.shr_u (local.get $x1) (i32.const 26)))))
    (local.set $x0 (i32x4.add (local.get $x0) (i32x4.splat (local.get $key1))))
    (local.set $x1 (i32x4.add (local.get $x1) (i32x4.splat (i32.add (local.get $key2) (i32.const 1)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 17)) (i32x4.shr_u (local.get $x1) (i32.const 15)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 29)) (i32x4.shr_u (local.get $x1) (i32.const 3)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 16)) (i32x4.shr_u (local.get $x1) (i32.const 16)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 24)) (i32x4.shr_u (local.get $x1) (i32.const 8)))))
    (local.set $x0 (i32x4.add (local.get $x0) (i32x4.splat (local.get $key2))))
    (local.set $x1 (i32x4.add (local.get $x1) (i32x4.splat (i32.add (local.get $key0) (i32.const 2)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 13)) (i32x4.shr_u (local.get $x1) (i32.const 19)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 15)) (i32x4.shr_u (local.get $x1) (i32.const 17)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 26)) (i32x4.shr_u (local.get $x1) (i32.const 6)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 6)) (i32x4.shr_u (local.get $x1) (i32.const 26)))))
    (local.set $x0 (i32x4.add (local.get $x0) (i32x4.splat (local.get $key0))))
    (local.set $x1 (i32x4.add (local.get $x1) (i32x4.splat (i32.add (local.get $key1) (i32.const 3)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 17)) (i32x4.shr_u (local.get $x1) (i32.const 15)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 29)) (i32x4.shr_u (local.get $x1) (i32.const 3)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 16)) (i32x4.shr_u (local.get $x1) (i32.const 16)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 24)) (i32x4.shr_u (local.get $x1) (i32.const 8)))))
    (local.set $x0 (i32x4.add (local.get $x0) (i32x4.splat (local.get $key1))))
    (local.set $x1 (i32x4.add (local.get $x1) (i32x4.splat (i32.add (local.get $key2) (i32.const 4)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 13)) (i32x4.shr_u (local.get $x1) (i32.const 19)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 15)) (i32x4.shr_u (local.get $x1) (i32.const 17)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 26)) (i32x4.shr_u (local.get $x1) (i32.const 6)))))
    (local.set $x0 (i32x4.add (local.get $x0) (local.get $x1)))
    (local.set $x1 (v128.xor (local.get $x0) (v128.or (i32x4.shl (local.get $x1) (i32.const 6)) (i32x4.shr_u (local.get $x1) (i32.const 26)))))
    (local.set $x0 (i32x4.add (local.get $x0) (i32x4.splat (local.get $key2))))
    (local.set $x1 (i32x4.add (local.get $x1) (i32x4.splat (i32.add (local.get $key0) (i32.const 5)))))
    (local.get $x0)
    (local.get $x1))

  ;; The natural logarithm of positive normal numbers, within two units of the last place: mantissa and exponent apart, the
  ;; polynomial of the Cephes library's logf for the mantissa (Moshier 1989).
  (func $ln (param $x v128) (result v128)
    (local $exponent v128) (local $m v128) (local $small v128) (local $m2 v128)
    ;; x = m · 2^exponent with m in [1/2, 1)
    (local.set $exponent (f32x4.convert_i32x4_s
      (i32x4.sub (i32x4.shr_u (local.get $x) (i32.const 23)) (v128.const i32x4 126 126 126 126))))
    (local.set $m (v128.or (v128.and (local.get $x) (v128.const i32x4 0x7fffff 0x7fffff 0x7fffff 0x7fffff)) (v128.const f32x4 0.5 0.5 0.5 0.5)))
    ;; m in [sqrt(1/2), sqrt(2)), less 1
    (local.set $small (f32x4.lt (local.get $m) (v128.const f32x4 0.707106781187 0.707106781187 0.707106781187 0.707106781187)))
    (local.set $exponent (f32x4.sub (local.get $exponent) (v128.and (local.get $small) (v128.const f32x4 1 1 1 1))))
    (local.set $m (f32x4.sub (f32x4.add (local.get $m) (v128.and (local.get $small) (local.get $m))) (v128.const f32x4 1 1 1 1)))
    (local.set $m2 (f32x4.mul (local.get $m) (local.get $m)))
    (f32x4.add
      (f32x4.add
        (local.get $m)
        (f32x4.sub
          (f32x4.add
            (f32x4.mul (f32x4.mul (local.get $m) (local.get $m2)) (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (v128.const f32x4 7.0376836292e-2 7.0376836292e-2 7.0376836292e-2 7.0376836292e-2) (local.get $m)) (v128.const f32x4 -1.1514610310e-1 -1.1514610310e-1 -1.1514610310e-1 -1.1514610310e-1)) (local.get $m)) (v128.const f32x4 1.1676998740e-1 1.1676998740e-1 1.1676998740e-1 1.1676998740e-1)) (local.get $m)) (v128.const f32x4 -1.2420140846e-1 -1.2420140846e-1 -1.2420140846e-1 -1.2420140846e-1)) (local.get $m)) (v128.const f32x4 1.4249322787e-1 1.4249322787e-1 1.4249322787e-1 1.4249322787e-1)) (local.get $m)) (v128.const f32x4 -1.6668057665e-1 -1.6668057665e-1 -1.6668057665e-1 -1.6668057665e-1)) (local.get $m)) (v128.const f32x4 2.0000714765e-1 2.0000714765e-1 2.0000714765e-1 2.0000714765e-1)) (local.get $m)) (v128.const f32x4 -2.4999993993e-1 -2.4999993993e-1 -2.4999993993e-1 -2.4999993993e-1)) (local.get $m)) (v128.const f32x4 3.3333331174e-1 3.3333331174e-1 3.3333331174e-1 3.3333331174e-1)))
            (f32x4.mul (local.get $exponent) (v128.const f32x4 -2.12194440e-4 -2.12194440e-4 -2.12194440e-4 -2.12194440e-4)))
          (f32x4.mul (local.get $m2) (v128.const f32x4 0.5 0.5 0.5 0.5))))
      (f32x4.mul (local.get $exponent) (v128.const f32x4 0.693359375 0.693359375 0.693359375 0.693359375))))

  ;; Uniform numbers in [0, 1): the upper 24 bits of each word.
  (func (export "uniform") (param $key0 i32) (param $key1 i32) (param $block i32) (param $out i32) (param $count i32)
    (local $end i32) (local $x0 v128) (local $x1 v128)
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (call $threefry (local.get $key0) (local.get $key1) (local.get $block))
        (local.set $x1)
        (local.set $x0)
        (v128.store offset=0 (local.get $out) (f32x4.mul (f32x4.convert_i32x4_u (i32x4.shr_u (local.get $x0) (i32.const 8))) (v128.const f32x4 0x1p-24 0x1p-24 0x1p-24 0x1p-24)))
        (v128.store offset=16 (local.get $out) (f32x4.mul (f32x4.convert_i32x4_u (i32x4.shr_u (local.get $x1) (i32.const 8))) (v128.const f32x4 0x1p-24 0x1p-24 0x1p-24 0x1p-24)))
        (local.set $block (i32.add (local.get $block) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 32)))
        (br $next))))

  ;; 0 where a word is below the threshold, unsigned, and `kept` elsewhere.
  (func (export "mask") (param $key0 i32) (param $key1 i32) (param $block i32) (param $out i32) (param $count i32) (param $threshold i32) (param $kept f32)
    (local $end i32) (local $x0 v128) (local $x1 v128)
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (call $threefry (local.get $key0) (local.get $key1) (local.get $block))
        (local.set $x1)
        (local.set $x0)
        (v128.store offset=0 (local.get $out) (v128.andnot (f32x4.splat (local.get $kept)) (i32x4.lt_u (local.get $x0) (i32x4.splat (local.get $threshold)))))
        (v128.store offset=16 (local.get $out) (v128.andnot (f32x4.splat (local.get $kept)) (i32x4.lt_u (local.get $x1) (i32x4.splat (local.get $threshold)))))
        (local.set $block (i32.add (local.get $block) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 32)))
        (br $next))))

  ;; -ln(-ln u) for u the upper 23 bits of each word and a half: from 2^-24 to 1 - 2^-24.
  (func (export "gumbel") (param $key0 i32) (param $key1 i32) (param $block i32) (param $out i32) (param $count i32)
    (local $end i32) (local $x0 v128) (local $x1 v128)
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (call $threefry (local.get $key0) (local.get $key1) (local.get $block))
        (local.set $x1)
        (local.set $x0)
        (v128.store offset=0 (local.get $out) (f32x4.neg (call $ln (f32x4.neg (call $ln (f32x4.mul (f32x4.add (f32x4.convert_i32x4_u (i32x4.shr_u (local.get $x0) (i32.const 9))) (v128.const f32x4 0.5 0.5 0.5 0.5)) (v128.const f32x4 0x1p-23 0x1p-23 0x1p-23 0x1p-23)))))))
        (v128.store offset=16 (local.get $out) (f32x4.neg (call $ln (f32x4.neg (call $ln (f32x4.mul (f32x4.add (f32x4.convert_i32x4_u (i32x4.shr_u (local.get $x1) (i32.const 9))) (v128.const f32x4 0.5 0.5 0.5 0.5)) (v128.const f32x4 0x1p-23 0x1p-23 0x1p-23 0x1p-23)))))))
        (local.set $block (i32.add (local.get $block) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 32)))
        (br $next))))

  ;; Standard normal numbers (Box and Muller 1958): the first words give the radius, the second ones the angle.
  (func (export "normal") (param $key0 i32) (param $key1 i32) (param $block i32) (param $out i32) (param $count i32)
    (local $end i32) (local $x0 v128) (local $x1 v128) (local $radius v128) (local $quarters v128) (local $whole v128)
    (local $a v128) (local $a2 v128) (local $sin v128) (local $cos v128) (local $turned v128) (local $q v128) (local $odd v128)
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (call $threefry (local.get $key0) (local.get $key1) (local.get $block))
        (local.set $x1)
        (local.set $x0)
        ;; radius = sqrt(-2 ln u) for u in (0, 1], from the first words
        (local.set $radius (f32x4.sqrt (f32x4.mul (v128.const f32x4 -2 -2 -2 -2)
          (call $ln (f32x4.add (f32x4.mul (f32x4.convert_i32x4_u (local.get $x0)) (v128.const f32x4 0x1p-32 0x1p-32 0x1p-32 0x1p-32)) (v128.const f32x4 0x1p-33 0x1p-33 0x1p-33 0x1p-33))))))
        ;; The angle in quarters of a turn, from the second words: the nearest whole quarter, and what is left of it.
        (local.set $quarters (f32x4.mul (f32x4.convert_i32x4_s (local.get $x1)) (v128.const f32x4 0x1p-30 0x1p-30 0x1p-30 0x1p-30)))
        (local.set $whole (f32x4.nearest (local.get $quarters)))
        (local.set $a (f32x4.mul (f32x4.sub (local.get $quarters) (local.get $whole)) (v128.const f32x4 1.57079632679 1.57079632679 1.57079632679 1.57079632679)))
        (local.set $a2 (f32x4.mul (local.get $a) (local.get $a)))
        (local.set $sin (f32x4.add (local.get $a) (f32x4.mul (f32x4.mul (local.get $a) (local.get $a2)) (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (v128.const f32x4 -1.9515295891e-4 -1.9515295891e-4 -1.9515295891e-4 -1.9515295891e-4) (local.get $a2)) (v128.const f32x4 8.3321608736e-3 8.3321608736e-3 8.3321608736e-3 8.3321608736e-3)) (local.get $a2)) (v128.const f32x4 -1.6666654611e-1 -1.6666654611e-1 -1.6666654611e-1 -1.6666654611e-1)))))
        (local.set $cos (f32x4.add (f32x4.sub (v128.const f32x4 1 1 1 1) (f32x4.mul (local.get $a2) (v128.const f32x4 0.5 0.5 0.5 0.5)))
          (f32x4.mul (f32x4.mul (local.get $a2) (local.get $a2)) (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (v128.const f32x4 2.443315711809948e-5 2.443315711809948e-5 2.443315711809948e-5 2.443315711809948e-5) (local.get $a2)) (v128.const f32x4 -1.388731625493765e-3 -1.388731625493765e-3 -1.388731625493765e-3 -1.388731625493765e-3)) (local.get $a2)) (v128.const f32x4 4.166664568298827e-2 4.166664568298827e-2 4.166664568298827e-2 4.166664568298827e-2)))))
        ;; Odd quarters swap sine and cosine; the signs follow from the quarter too.
        (local.set $q (i32x4.trunc_sat_f32x4_s (local.get $whole)))
        (local.set $odd (i32x4.eq (v128.and (local.get $q) (v128.const i32x4 1 1 1 1)) (v128.const i32x4 1 1 1 1)))
        (local.set $turned (v128.bitselect (local.get $cos) (local.get $sin) (local.get $odd)))
        (local.set $cos (v128.bitselect (local.get $sin) (local.get $cos) (local.get $odd)))
        (local.set $sin (v128.xor (local.get $turned)
          (i32x4.shl (v128.and (local.get $q) (v128.const i32x4 2 2 2 2)) (i32.const 30))))
        (local.set $cos (v128.xor (local.get $cos)
          (i32x4.shl (v128.and (i32x4.add (local.get $q) (v128.const i32x4 1 1 1 1)) (v128.const i32x4 2 2 2 2)) (i32.const 30))))
        (v128.store (local.get $out) (f32x4.mul (local.get $radius) (local.get $cos)))
        (v128.store offset=16 (local.get $out) (f32x4.mul (local.get $radius) (local.get $sin)))
        (local.set $block (i32.add (local.get $block) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 32)))
        (br $next)))))
